import { conversation, fold, whoMayAnswer, type ConversationEvent, type MayAnswer } from '#domain';
import type { EventStore, StoredEvent } from '#event-store';
import { conversations, type ConversationRow } from '../conversations/conversations-view.js';
import { deadlines, type DeadlineRow } from '../deadlines/deadlines-view.js';
import { handoffs, type HandoffRow } from '../handoffs/handoffs-view.js';
import { modes, type ModeRow } from '../modes/modes-view.js';
import { queue, type QueueRow } from '../queue/queue-view.js';
import { timeline, type TimelineRow } from '../timeline/timeline-view.js';
import { turns, type TurnRow } from '../turns/turns-view.js';
import { foldFromZero } from '../view/fold.js';
import type { Kept } from '../view/view.js';
import { requireReached, until, type AsOf } from './as-of.js';

/** A conversation as every view showed it at a moment. */
export interface PastConversation {
  readonly conversation: Kept<ConversationRow>;
  /** The last event of it by then: its place in the log and its number in the stream. */
  readonly position: string;
  readonly revision: number;
  readonly mayAnswer: MayAnswer;
  /** All of it, in order. */
  readonly timeline: readonly Kept<TimelineRow>[];
  readonly handoffs: readonly Kept<HandoffRow>[];
  readonly modes: readonly Kept<ModeRow>[];
  readonly turns: readonly Kept<TurnRow>[];
  readonly deadlines: readonly Kept<DeadlineRow>[];
  /** Its place in the queue's order, while its stretch was open. */
  readonly queue: Kept<QueueRow> | null;
}

/**
 * A conversation as of a moment, folded from its stream by the very functions that keep the live views; `undefined` where the workspace
 * had no such conversation then. Whoever was erased since is erased in the past too.
 * @throws Rejected `position_beyond_head`
 */
export async function conversationAsOf(
  store: EventStore,
  workspaceId: string,
  conversationId: string,
  asOf: AsOf,
): Promise<PastConversation | undefined> {
  await requireReached(store, asOf);
  const events = until(await store.readStream(`conversation-${conversationId}`), asOf);
  const last = events.at(-1);
  if (last === undefined || last.metadata.workspaceId !== workspaceId) return undefined;
  const erased = await erasedSince(store, events);
  const rows = <Row extends object>(view: Parameters<typeof foldFromZero<Row>>[0]) =>
    foldFromZero(view, events, erased);
  const [header] = rows(conversations);
  if (header === undefined) return undefined;
  const history = events.map(({ event }) => event as ConversationEvent);
  return {
    conversation: header,
    position: String(last.position),
    revision: Number(last.revision),
    mayAnswer: whoMayAnswer(fold(conversation, history)),
    timeline: rows(timeline),
    handoffs: rows(handoffs),
    modes: rows(modes),
    turns: rows(turns),
    deadlines: rows(deadlines),
    queue: rows(queue)[0] ?? null,
  };
}

/** The contact of these events, where their erasure stands in the log today: this process may still hold the key. */
export async function erasedSince(store: EventStore, events: readonly StoredEvent[]): Promise<string[]> {
  const contactId = events[0]?.metadata.contactId;
  if (contactId === undefined) return [];
  const contact = await store.readStream(`contact-${contactId}`);
  return contact.some(({ event }) => event.type === 'ContactErased') ? [contactId] : [];
}
