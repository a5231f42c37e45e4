import type { Instant } from '#domain';
import type { TimelineRow } from './timeline-view.js';

/** What became of a message on its way to the customer: the last that was told. */
export interface DeliveryStatus {
  readonly status: string;
  readonly at: Instant;
  readonly code: string | null;
}

type Recorded = Pick<TimelineRow, 'kind' | 'itemId' | 'seq' | 'at' | 'details'>;
type Details = { readonly status: string; readonly code?: string | null };

/** What became of messages, by their ids. That one was sent may be recorded after what became of it, and says the least. */
export function deliveryStatuses(rows: readonly Recorded[]): ReadonlyMap<string, DeliveryStatus> {
  const found = new Map<string, DeliveryStatus>();
  for (const { kind, itemId, at, details } of [...rows].sort((a, b) => a.seq - b.seq)) {
    if (kind !== 'delivery') continue;
    const { status, code = null } = details as unknown as Details;
    if (status !== 'sent' || (found.get(itemId)?.status ?? 'sent') === 'sent') found.set(itemId, { status, at, code });
  }
  return found;
}

/** The rows that are items of their own. A delivery is told with its message; that a notice, or the mail to a member, did not arrive, by itself. */
export function toldByThemselves<Row extends Recorded>(rows: readonly Row[]): Row[] {
  const messages = new Set(rows.filter(({ kind }) => kind === 'message').map(({ itemId }) => itemId));
  return rows.filter(
    ({ kind, itemId, details }) =>
      kind !== 'delivery' || ((details as unknown as Details).status === 'failed' && !messages.has(itemId)),
  );
}

/** The same among the rows of `views.timeline t`. */
export const isToldByItself = `(t.kind <> 'delivery' or (t.details ->> 'status' = 'failed' and not exists (
  select from views.timeline m
  where m.conversation_id = t.conversation_id and m.item_id = t.item_id and m.kind = 'message')))`;
