import type { Agent } from '../agent/state.js';
import type { Actor, Instant, NewId } from '../kernel.js';
import type { Workspace } from '../workspace/state.js';

/** What a decision on a conversation may know besides its state and the request: all of it plain data given from outside. */
export interface DecisionContext {
  /** The server's time of receipt. */
  readonly at: Instant;
  readonly newId: NewId;
  readonly actor: Actor;
  readonly workspace: Workspace;
  readonly agent: (id: string) => Agent | undefined;
  /** What is known of the contact when a conversation starts. */
  readonly contact?: {
    readonly firstHandler: 'ai' | 'human';
    /** Conversations of this contact in human-only mode, by the agent they are kept from (row 39). */
    readonly humanOnlyWith?: Readonly<Record<string, string>>;
  };
}
