import { conversation, type Conversation, type ConversationEvent } from '#domain';
import type { EventStore, StoredEvent } from '#event-store';

/** How many conversations a process keeps at hand. */
const maxKnown = 2_000;

interface Known {
  readonly state: Conversation;
  readonly revision: bigint;
  readonly language: string | null;
}

/** An event of a conversation, and the conversation as it was just before. */
export interface Happened {
  readonly eventId: string;
  readonly event: ConversationEvent;
  readonly before: Conversation;
  /** That the customer has spoken up to it, where somebody listens for it. */
  readonly language: string | null;
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

  /** @param languageAfter what the customer speaks after an event; only that is remembered of what they say */
  constructor(
    private readonly store: EventStore,
    private readonly languageAfter: (event: ConversationEvent, before: string | null) => string | null = () => null,
  ) {}

  /** The event at this revision; `undefined` when the log does not hold it. @throws EventStoreUnavailable */
  async at(stream: string, revision: bigint): Promise<Moment | undefined> {
    const start = this.known.get(stream);
    const from =
      start !== undefined && start.revision < revision
        ? start
        : { state: conversation.initial, revision: -1n, language: null };
    const events = (await this.store.readStream(stream, from.revision + 1n)) as StoredEvent<ConversationEvent>[];
    let { state: before, language } = from;
    for (const stored of events) {
      const after = this.languageAfter(stored.event, language);
      if (stored.revision === revision) {
        this.remember(stream, { state: before, revision: revision - 1n, language });
        return { eventId: stored.eventId, event: stored.event, before, language: after, stored };
      }
      before = conversation.evolve(before, stored.event);
      language = after;
    }
    return undefined;
  }

  private remember(stream: string, known: Known): void {
    this.known.delete(stream);
    this.known.set(stream, known);
    if (this.known.size > maxKnown) this.known.delete(this.known.keys().next().value!);
  }
}
