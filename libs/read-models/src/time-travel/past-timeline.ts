import { oneOf, refuseUnknown } from '../page/filters.js';
import { pageOfRows } from '../page/page-of-rows.js';
import type { Page, Reader } from '../page/reader.js';
import { deliveryStatuses, toldByThemselves } from '../timeline/deliveries.js';
import type { TimelineFilter, TimelineItem } from '../timeline/timeline-queries.js';
import type { PastConversation } from './conversation-as-of.js';

/**
 * The items of a past conversation as the live timeline pages them, deliveries told with their messages as far as they were known then.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `limit_invalid`, `cursor_invalid`
 */
export function pastTimelinePage(
  reader: Pick<Reader, 'workspaceId' | 'cursors'>,
  past: PastConversation,
  filter: TimelineFilter = {},
): Page<TimelineItem> {
  refuseUnknown(filter, ['direction']);
  const direction = oneOf('direction', filter.direction, ['asc', 'desc']) ?? 'asc';
  const deliveries = deliveryStatuses(past.timeline);
  const items = toldByThemselves(past.timeline)
    .map((item) => ({ ...item, delivery: item.kind === 'message' ? (deliveries.get(item.itemId) ?? null) : null }))
    .sort((a, b) => (direction === 'asc' ? a.seq - b.seq : b.seq - a.seq));
  const { conversationId } = past.conversation;
  const scope = ['timeline as of', conversationId, past.position, direction];
  return pageOfRows(reader, scope, items, ({ seq }) => seq, filter);
}
