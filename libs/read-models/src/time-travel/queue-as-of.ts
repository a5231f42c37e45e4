import type { EventStore } from '#event-store';
import { conversations, type ConversationRow } from '../conversations/conversations-view.js';
import { pageOfRows } from '../page/page-of-rows.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { QueueItem } from '../queue/queue-queries.js';
import { queue, type QueueRow } from '../queue/queue-view.js';
import { foldFromZero } from '../view/fold.js';
import { instantOf, until, type AsOf } from './as-of.js';
import { erasedSince } from './conversation-as-of.js';

/** The queue of a moment: a page of it, and how many there were. */
export interface PastQueue extends Page<QueueItem> {
  readonly count: number;
}

export interface PastQueueFilter extends PageRequest {
  /** Of one team. */
  readonly teamId?: string;
}

/** How many streams are read at once. */
const readAtOnce = 16;

/**
 * What waited at a moment, in the order of the queue, each with its header as of then. The present view of handoffs says whose stretch
 * may have been open; each of those is folded from its own stream, so the answer is exact. The view must have come to the moment.
 * @throws Rejected `position_beyond_head`, `limit_invalid`, `cursor_invalid`
 */
export async function queueAsOf(
  store: EventStore,
  reader: Reader,
  asOf: AsOf,
  { teamId, ...page }: PastQueueFilter = {},
): Promise<PastQueue> {
  const candidates = await openAbout(reader, await instantOf(store, asOf));
  const waited: QueueItem[] = [];
  for (let i = 0; i < candidates.length; i += readAtOnce) {
    const rows = await Promise.all(candidates.slice(i, i + readAtOnce).map((id) => waitingAsOf(store, id, asOf)));
    waited.push(...rows.filter((row) => row !== undefined));
  }
  const rows = waited
    .filter((row) => teamId === undefined || row.teamId === teamId)
    .sort((a, b) => a.rank - b.rank || compare(a.queuedAt, b.queuedAt) || compare(a.conversationId, b.conversationId));
  const scope = ['queue as of', ...('time' in asOf ? [asOf.time] : [String(asOf.position)]), teamId ?? null];
  return { ...pageOfRows(reader, scope, rows, ({ conversationId }) => conversationId, page), count: rows.length };
}

async function waitingAsOf(store: EventStore, conversationId: string, asOf: AsOf): Promise<QueueItem | undefined> {
  const events = until(await store.readStream(`conversation-${conversationId}`), asOf);
  const erased = await erasedSince(store, events);
  const [row] = foldFromZero<QueueRow>(queue, events, erased);
  if (row?.waiting !== true) return undefined;
  const [header] = foldFromZero<ConversationRow>(conversations, events, erased);
  return { ...row, conversation: header ?? null };
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
