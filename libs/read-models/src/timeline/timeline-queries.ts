import { conditions, oneOf, refuseUnknown } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { Kept } from '../view/view.js';
import { timeline, type TimelineRow } from './timeline-view.js';

export interface TimelineFilter extends PageRequest {
  /** `asc` (from the beginning) unless said; `desc` begins at the newest. */
  readonly direction?: 'asc' | 'desc';
}

/**
 * The items of a conversation in their order, either way; none for a conversation the workspace does not have.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `limit_invalid`, `cursor_invalid`
 */
export function timelinePage(
  reader: Reader,
  conversationId: string,
  filter: TimelineFilter = {},
): Promise<Page<Kept<TimelineRow>>> {
  refuseUnknown(filter, ['direction']);
  return listRows(
    reader,
    {
      name: 'timeline',
      table: timeline.table,
      where: conditions([{ sql: 't.conversation_id = ?', value: conversationId }]),
      order: ['conversationId', 'seq'],
      direction: oneOf('direction', filter.direction, ['asc', 'desc']) ?? 'asc',
    },
    filter,
  );
}
