import type { Instant } from '#domain';
import { conditions, oneOf, refuseUnknown } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { timeline, type TimelineRow } from './timeline-view.js';

export interface TimelineFilter extends PageRequest {
  /** `asc` (from the beginning) unless said; `desc` begins at the newest. */
  readonly direction?: 'asc' | 'desc';
}

/** What became of a message on its way to the customer: the last that was told. */
export interface DeliveryStatus {
  readonly status: string;
  readonly at: Instant;
  readonly code: string | null;
}

export type TimelineItem = Kept<TimelineRow> & { readonly delivery: DeliveryStatus | null };

/** What became of a message is told with it. That a notice, or the mail to a member, did not arrive is told by itself. */
const toldAsItem = `(t.kind <> 'delivery' or (t.details ->> 'status' = 'failed' and not exists (
  select from views.timeline m
  where m.conversation_id = t.conversation_id and m.item_id = t.item_id and m.kind = 'message')))`;

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
      where: conditions([{ sql: 't.conversation_id = ?', value: conversationId }, { sql: toldAsItem }]),
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
    `select distinct on (t.item_id) ${selectList(timeline.table, 't')} from views.timeline t
     where t.kind = 'delivery' and t.conversation_id = $1 and t.item_id = any($2)
     -- That it was sent may be recorded after what became of it.
     order by t.item_id, t.details ->> 'status' = 'sent', t.seq desc`,
    [conversationId, messages],
  );
  return new Map(
    rows.map(({ itemId, at, details }) => {
      const { status, code = null } = details as { readonly status: string; readonly code?: string | null };
      return [itemId, { status, at, code }];
    }),
  );
}
