import { conditions, oneOf, refuseUnknown } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { deliveryStatuses, isToldByItself, type DeliveryStatus } from './deliveries.js';
import { timeline, type TimelineRow } from './timeline-view.js';

export type { DeliveryStatus } from './deliveries.js';

export interface TimelineFilter extends PageRequest {
  /** `asc` (from the beginning) unless said; `desc` begins at the newest. */
  readonly direction?: 'asc' | 'desc';
}

export type TimelineItem = Kept<TimelineRow> & { readonly delivery: DeliveryStatus | null };

/**
 * The items of a conversation in their order, either way, deliveries told with their messages; none for a conversation the workspace
 * does not have.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `limit_invalid`, `cursor_invalid`
 */
export async function timelinePage(
  reader: Reader,
  conversationId: string,
  filter: TimelineFilter = {},
): Promise<Page<TimelineItem>> {
  refuseUnknown(filter, ['direction']);
  const page = await listRows(
    reader,
    {
      name: 'timeline',
      table: timeline.table,
      where: conditions([{ sql: 't.conversation_id = ?', value: conversationId }, { sql: isToldByItself }]),
      order: ['conversationId', 'seq'],
      direction: oneOf('direction', filter.direction, ['asc', 'desc']) ?? 'asc',
    },
    filter,
  );
  const deliveries = await deliveriesOf(reader, conversationId, page.items);
  return { ...page, items: page.items.map((item) => ({ ...item, delivery: deliveries.get(item.itemId) ?? null })) };
}

async function deliveriesOf(
  { manager }: Reader,
  conversationId: string,
  items: readonly TimelineRow[],
): Promise<ReadonlyMap<string, DeliveryStatus>> {
  const messages = items.filter(({ kind }) => kind === 'message').map(({ itemId }) => itemId);
  if (messages.length === 0) return new Map();
  const rows = await manager.query<Kept<TimelineRow>[]>(
    `select ${selectList(timeline.table, 't')} from views.timeline t
     where t.kind = 'delivery' and t.conversation_id = $1 and t.item_id = any($2)`,
    [conversationId, messages],
  );
  return deliveryStatuses(rows);
}
