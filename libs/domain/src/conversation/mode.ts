import type { Instant, Personal } from '../kernel.js';
import type { DecidedBy, Trigger } from './parts.js';
import { isWithAi, type Conversation } from './state.js';

/** The one who may answer the customer now; nobody while it waits, or once it is closed. */
export type MayAnswer =
  | {
      readonly kind: 'ai_agent';
      readonly id: string;
      readonly name: string;
      readonly version: number;
      readonly epoch: number;
    }
  | { readonly kind: 'member'; readonly id: string; readonly name: Personal<string> }
  | { readonly kind: 'nobody' };

/** Who may answer now (row 70: the agent by its name). */
export function whoMayAnswer({ agent, assignee, epoch }: Conversation): MayAnswer {
  if (agent !== null) return { ...agent, epoch };
  if (assignee !== null) return { kind: 'member', id: assignee.id, name: assignee.name };
  return { kind: 'nobody' };
}

/** Rows 44 and 45: how a contact and an agent stand to one another in this conversation. */
export interface InteractionMode {
  readonly mode: 'ai' | 'human' | 'closed';
  /** Who moved it there: the agent (its rules, or the customer by asking it), a person by hand, or a timeout. */
  readonly source: 'agent' | 'manual' | 'timeout';
  /** What did; `null` when it never changed. */
  readonly why: {
    readonly trigger: Trigger;
    readonly reasonCode: string;
    readonly decidedBy: DecidedBy;
    readonly at: Instant;
  } | null;
  /** When human mode ends by itself; `null`: only a person ends it. */
  readonly expiresAt: Instant | null;
}

/** The present mode, why, by whom, and when it expires. */
export function interactionMode(state: Conversation): InteractionMode {
  const { status, modeChange, deadlines } = state;
  return {
    mode: status === 'closed' ? 'closed' : isWithAi(state) ? 'ai' : 'human',
    source: modeChange === null ? 'agent' : sourceOf(modeChange),
    why: modeChange,
    expiresAt: deadlines.idle?.dueAt ?? null,
  };
}

function sourceOf({ trigger, decidedBy }: NonNullable<Conversation['modeChange']>): InteractionMode['source'] {
  if (trigger === 'deadline') return 'timeout';
  return decidedBy.kind === 'member' || trigger === 'customer_cancelled' ? 'manual' : 'agent';
}
