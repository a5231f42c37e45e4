import type { EventStore } from '#event-store';
import { checkLimit } from '../page/list.js';
import type { Reader } from '../page/reader.js';
import { queue, type QueueRow } from '../queue/queue-view.js';
import { foldFromZero } from '../view/fold.js';
import type { Kept } from '../view/view.js';
import { instantOf, until, type AsOf } from './as-of.js';
import { erasedSince } from './conversation-as-of.js';

/** The queue of a moment: its first rows, and how many there were. */
export interface PastQueue {
  readonly items: readonly Kept<QueueRow>[];
  readonly count: number;
}

/**
 * What waited at a moment, in the order of the queue. The present view of handoffs says whose stretch may have been open then; each
 * of those is folded from its own stream, so the answer is exact.
 * @param limit how many rows: 1 … 200, 50 unless said
 * @throws Rejected `position_beyond_head`, `limit_invalid`
 */
export async function queueAsOf(store: EventStore, reader: Reader, asOf: AsOf, limit = 50): Promise<PastQueue> {
  checkLimit(limit);
  const waited: Kept<QueueRow>[] = [];
  for (const conversationId of await openAbout(reader, await instantOf(store, asOf))) {
    const events = until(await store.readStream(`conversation-${conversationId}`), asOf);
    const [row] = foldFromZero(queue, events, await erasedSince(store, events));
    if (row?.waiting === true) waited.push(row);
  }
  waited.sort(
    (a, b) => a.rank - b.rank || compare(a.queuedAt, b.queuedAt) || compare(a.conversationId, b.conversationId),
  );
  return { items: waited.slice(0, limit), count: waited.length };
}

/** Conversations whose stretch was open at about that time: the clocks of servers and of the event store may differ a little. */
async function openAbout({ manager }: Reader, time: string): Promise<string[]> {
  const rows = await manager.query<{ conversationId: string }[]>(
    `select distinct t.conversation_id as "conversationId" from views.handoffs t
     where t.direction = 'to_people' and t.at <= $1::timestamptz + interval '1 hour'
       and (t.ended_at is null or t.ended_at >= $1::timestamptz - interval '1 hour')`,
    [time],
  );
  return rows.map(({ conversationId }) => conversationId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
