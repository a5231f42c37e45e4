import type { Platform } from '#commands';
import { conversation, type Conversation } from '#domain';
import { load } from '#event-store';
import type { MemberPayload } from './member-payload.js';

/** How long a look at a conversation is good for: a team that is told of it looks once a second, not once for each member. */
const goodForMs = 1_000;

interface Look {
  readonly state: Promise<Conversation>;
  readonly until: number;
}

/** Whether notifications still say something true: a customer whom somebody has taken meanwhile waits no more. */
export class StillMeant {
  private readonly looks = new Map<string, Look>();

  /** @param now milliseconds that only grow */
  constructor(
    private readonly platform: Platform,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws EventStoreUnavailable */
  async is({ kind, conversationId, handoffId }: MemberPayload): Promise<boolean> {
    if (kind !== 'waiting' || conversationId === null) return true;
    const { status, handoff } = await this.lookAt(`conversation-${conversationId}`);
    return status === 'waiting' && (handoffId === null || handoff?.handoffId === handoffId);
  }

  private lookAt(stream: string): Promise<Conversation> {
    for (const [old, { until }] of this.looks) {
      if (until > this.now()) break;
      this.looks.delete(old);
    }
    const look = this.looks.get(stream) ?? this.look(stream);
    return look.state;
  }

  private look(stream: string): Look {
    const state = load(this.platform.store, conversation, stream, { fresh: true }).then((loaded) => loaded.state);
    const look = { state, until: this.now() + goodForMs };
    this.looks.set(stream, look);
    // What failed is no look: who asks next tries again.
    state.catch(() => this.looks.get(stream) === look && this.looks.delete(stream));
    return look;
  }
}
