import { conditions, refuseUnknown, when } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { ConversationRow } from '../conversations/conversations-view.js';
import { conversationsById } from '../conversations/conversation-queries.js';
import type { Kept } from '../view/view.js';
import { queue, type QueueRow } from './queue-view.js';

export interface QueueFilter extends PageRequest {
  /** Of one team; `null`: what waits for no team in particular. */
  readonly teamId?: string | null;
}

/** A waiting conversation and its header (absent only while that view has its stream parked). */
export type QueueItem = Kept<QueueRow> & { readonly conversation: Kept<ConversationRow> | null };

function waiting({ teamId }: QueueFilter) {
  return conditions([
    { sql: 't.waiting' },
    teamId === null ? { sql: 't.team_id is null' } : when('t.team_id = ?', teamId),
  ]);
}

/**
 * Row 23: what waits for a person, by priority and then by original queue time.
 * @throws Rejected `filter_unknown`, `limit_invalid`, `cursor_invalid`
 */
export async function queuePage(reader: Reader, filter: QueueFilter = {}): Promise<Page<QueueItem>> {
  refuseUnknown(filter, ['teamId']);
  const page = await listRows(
    reader,
    {
      name: 'queue',
      table: queue.table,
      where: waiting(filter),
      order: ['rank', 'queuedAt', 'conversationId'],
      direction: 'asc',
    },
    filter,
  );
  const headers = await conversationsById(
    reader,
    page.items.map(({ conversationId }) => conversationId),
  );
  return {
    ...page,
    items: page.items.map((row) => ({ ...row, conversation: headers.get(row.conversationId) ?? null })),
  };
}

/** Row 22: the number on the badge. */
export async function queueCount({ manager }: Reader, teamId?: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    'select count(*)::integer as count from views.queue t where t.waiting and ($1::text is null or t.team_id = $1)',
    [teamId ?? null],
  );
  return row?.count ?? 0;
}

export interface Place {
  /** 1 is next. */
  readonly position: number;
  /** Seconds, from the pace of recent claims; `null` where there were too few to tell. */
  readonly estimatedWaitSeconds: number | null;
}

/** The pace is that of the last so many claims, not older than an hour. */
const claimsLookedAt = 20;

/** Where a conversation stands in the queue; `undefined` when it does not wait. */
export async function queuePlace({ manager }: Reader, conversationId: string): Promise<Place | undefined> {
  const [row] = await manager.query<{ position: number; pace: number | null }[]>(
    `select
       (select count(*)::integer from views.queue t where t.waiting
          and (t.rank, t.queued_at, t.conversation_id) <= (q.rank, q.queued_at, q.conversation_id)) as position,
       (select extract(epoch from max(claimed_at) - min(claimed_at)) / nullif(count(*) - 1, 0) from (
          select h.received_at as claimed_at from views.handoffs h
          where h.received_at > now() - interval '1 hour' and h.received_by = 'Claimed'
          order by h.received_at desc limit ${claimsLookedAt}) recent)::double precision as pace
     from views.queue q where q.conversation_id = $1 and q.waiting`,
    [conversationId],
  );
  if (row === undefined) return undefined;
  const { position, pace } = row;
  return { position, estimatedWaitSeconds: pace === null ? null : Math.round(pace * position) };
}
