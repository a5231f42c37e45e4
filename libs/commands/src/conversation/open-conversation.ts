import { Injectable } from '@nestjs/common';
import { conversation, Rejected, type Conversation } from '#domain';
import { conversationIdOf, EventStore, load } from '#event-store';
import { ConversationHints } from './conversation-hints.js';

/** How many contacts a process remembers the latest number of. */
const maxKnown = 50_000;

/** How many closed conversations are asked whether they had a message: channels redeliver within hours. */
const lookBack = 3;

/** One contact on one channel of a workspace. */
export interface Side {
  readonly workspaceId: string;
  readonly contactId: string;
  readonly channel: string;
}

/** Conversation `sequence` of a side, as it stood a moment ago. */
export interface Place extends Side {
  readonly conversationId: string;
  readonly previousConversationId: string | null;
  readonly sequence: number;
  readonly state: Conversation;
}

/**
 * Finds the open conversation of a contact on a channel, or the number of the next one. It begins at what this process remembers, else at
 * what the views say; both may be behind, but closed is terminal, so walking on always ends at the right one.
 */
@Injectable()
export class OpenConversation {
  private readonly known = new Map<string, number>();

  constructor(
    private readonly store: EventStore,
    private readonly hints: ConversationHints,
  ) {}

  /**
   * Does the work in the open conversation; where that was closed meanwhile, in the next. A closed one in which it was `done` before
   * is the right one too.
   */
  async within<T>(
    side: Side,
    work: (place: Place) => Promise<T>,
    done: (state: Conversation) => boolean = () => false,
  ): Promise<T> {
    for (let sequence = await this.latest(side); ;) {
      const place = await this.place(side, sequence);
      if (place.state.status === 'closed' && !done(place.state)) {
        sequence += 1;
        continue;
      }
      try {
        const result = await work(place);
        this.remember(side, sequence);
        return result;
      } catch (error) {
        // Closed between our look and our append. The refused append has brought our memory of it up to date.
        if (!(error instanceof Rejected && error.code === 'closed')) throw error;
      }
    }
  }

  /** Where something was done before: in the latest conversation known here, or in one of the last few before it. */
  async whereDone(side: Side, done: (state: Conversation) => boolean): Promise<Place | undefined> {
    const latest = await this.latest(side);
    for (let sequence = latest; sequence >= Math.max(1, latest - lookBack); sequence -= 1) {
      const place = await this.place(side, sequence);
      if (done(place.state)) return place;
    }
    return undefined;
  }

  private async place(side: Side, sequence: number): Promise<Place> {
    const { contactId, channel } = side;
    const conversationId = conversationIdOf(contactId, channel, sequence);
    const { state } = await load(this.store, conversation, `${conversation.category}-${conversationId}`);
    const previousConversationId = sequence === 1 ? null : conversationIdOf(contactId, channel, sequence - 1);
    return { ...side, conversationId, previousConversationId, sequence, state };
  }

  private async latest(side: Side): Promise<number> {
    const { workspaceId, contactId, channel } = side;
    const known = this.known.get(keyOf(side));
    if (known !== undefined) return known;
    const hint = (await this.hints.latest(workspaceId, contactId, channel)) ?? 1;
    this.remember(side, hint);
    return hint;
  }

  /** One that was overtaken meanwhile is not taken back. */
  private remember(side: Side, sequence: number): void {
    const key = keyOf(side);
    const before = this.known.get(key) ?? 0;
    this.known.delete(key);
    this.known.set(key, Math.max(before, sequence));
    if (this.known.size > maxKnown) this.known.delete(this.known.keys().next().value!);
  }
}

function keyOf({ contactId, channel }: Side): string {
  return `${contactId}/${channel}`;
}
