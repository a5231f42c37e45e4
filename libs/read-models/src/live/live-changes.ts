import type { ConversationEventType } from '#domain';
import { conditions, when } from '../page/filters.js';
import { checkLimit } from '../page/list.js';
import type { Reader } from '../page/reader.js';
import { readStanding } from '../projector/checkpoint.js';
import { projections } from '../registry.js';
import { timeline, type TimelineRow } from '../timeline/timeline-view.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';

/** What a list shows that has to be asked again after a change. */
export type Touched = 'queue' | 'inbox' | 'board' | 'timeline';

/** Something that can be queried now: an item of a timeline, and which lists it moves. */
export interface Change {
  /** Where it stands in the log: the id to resume after. */
  readonly position: string;
  readonly touches: readonly Touched[];
  readonly item: Kept<TimelineRow>;
}

const everywhere: readonly Touched[] = ['queue', 'inbox', 'board', 'timeline'];

const touched: Readonly<Partial<Record<ConversationEventType, readonly Touched[]>>> = {
  ConversationStarted: ['board', 'timeline'],
  HandoffRequested: ['queue', 'board', 'timeline'],
  Claimed: ['queue', 'inbox', 'timeline'],
  Assigned: ['queue', 'inbox', 'timeline'],
  Assumed: ['queue', 'inbox', 'timeline'],
  Transferred: ['queue', 'inbox', 'timeline'],
  Released: ['queue', 'inbox', 'timeline'],
  ReturnedToAI: everywhere,
  HandedOffToAgent: ['board', 'timeline'],
  ConversationClosed: everywhere,
  FallbackTeamSet: ['queue', 'timeline'],
  ContactFormRequested: ['queue', 'timeline'],
  OffHoursNoted: ['queue', 'timeline'],
  HandoffOffered: ['board', 'timeline'],
  HandoffOfferAccepted: ['board', 'timeline'],
  HandoffOfferDeclined: ['board', 'timeline'],
  HandoffOfferLapsed: ['board', 'timeline'],
};

/** Which lists an event moves; messages move the inbox and the board, which show the last one. */
export function touches(type: string): readonly Touched[] {
  const known = touched[type as ConversationEventType];
  return known ?? (messages.includes(type) ? ['inbox', 'board', 'timeline'] : ['timeline']);
}

const messages = ['CustomerMessageReceived', 'AgentReplied', 'MemberReplied', 'ExternalReplyObserved'];

export interface ChangesRequest {
  /** The position of the last change that was seen; exclusive. */
  readonly after: bigint;
  readonly conversationId?: string;
  /** 1 … 200; 200 unless said. */
  readonly limit?: number;
}

export interface Changes {
  readonly changes: readonly Change[];
  /** Everything up to here was looked at: go on from it. */
  readonly position: bigint;
  /** There is more at once. */
  readonly more: boolean;
}

/**
 * What changed in the workspace after a position, in the order of the log, once it can be queried: the feed behind the live stream,
 * resumable from any position for ever. A stream that was parked and tried again changes timelines in the past, and is not told.
 * @throws Rejected `limit_invalid`
 */
export async function changesAfter({ manager }: Reader, request: ChangesRequest): Promise<Changes> {
  const { after, conversationId, limit = 200 } = request;
  checkLimit(limit);
  // Read before the rows: what commits in between is found the next time.
  const ask = (sql: string, values: unknown[]) => manager.query<unknown>(sql, values);
  const { position: reached } = await readStanding(ask, projections, timeline.name);
  const where = conditions([
    { sql: 't.position > ?', value: String(after) },
    { sql: 't.position <= ?', value: String(reached) },
    when('t.conversation_id = ?', conversationId),
  ]);
  const items = await manager.query<Kept<TimelineRow>[]>(
    `select ${selectList(timeline.table, 't')} from views.timeline t
     where ${where.map(({ sql }, i) => sql.replace('?', `$${i + 1}`)).join(' and ')} order by t.position limit ${limit}`,
    where.map(({ value }) => value),
  );
  const more = items.length === limit;
  const last = items.at(-1);
  const changes = items.map((item) => ({ position: item.position, touches: touches(item.type), item }));
  const position = more && last !== undefined ? BigInt(last.position) : reached > after ? reached : after;
  return { changes, position, more };
}
