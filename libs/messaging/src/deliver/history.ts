import { conversation, type Conversation, type ConversationEvent } from '#domain';
import type { EventStore, StoredEvent } from '#event-store';

/** How many conversations a process keeps at hand. */
const maxKnown = 2_000;

interface Known {
  readonly state: Conversation;
  readonly revision: bigint;
}

/** An event of a conversation, and the conversation as it was just before. */
export interface Happened {
  readonly eventId: string;
  readonly event: ConversationEvent;
  readonly before: Conversation;
}

/** The same with what the log knows besides. */
export interface Moment extends Happened {
  readonly stored: StoredEvent<ConversationEvent>;
}

/**
 * Conversations as they were at one of their events, from the log with personal fields open. Asked in the order of the stream, as
 * deliveries are, each event is read once.
 */
export class History {
  private readonly known = new Map<string, Known>();

  constructor(private readonly store: EventStore) {}

  /** The event at this revision; `undefined` when the log does not hold it. @throws EventStoreUnavailable */
  async at(stream: string, revision: bigint): Promise<Moment | undefined> {
    const start = this.known.get(stream);
    const from =
      start !== undefined && start.revision < revision ? start : { state: conversation.initial, revision: -1n };
    const events = (await this.store.readStream(stream, from.revision + 1n)) as StoredEvent<ConversationEvent>[];
    let before = from.state;
    for (const stored of events) {
      if (stored.revision === revision) {
        this.remember(stream, { state: before, revision: revision - 1n });
        return { eventId: stored.eventId, event: stored.event, before, stored };
      }
      before = conversation.evolve(before, stored.event);
    }
    return undefined;
  }

  private remember(stream: string, known: Known): void {
    this.known.delete(stream);
    this.known.set(stream, known);
    if (this.known.size > maxKnown) this.known.delete(this.known.keys().next().value!);
  }
}
