import type { Rejected } from '../kernel.js';
import { refuse, type RefusalCode } from '../refusals.js';
import type { Conversation } from './state.js';

/** A refusal that tells the state of the conversation and, where somebody has it, who. */
export function refuseIn(
  state: Conversation,
  code: RefusalCode,
  facts: Readonly<Record<string, unknown>> = {},
): Rejected {
  const { status, assignee } = state;
  return refuse(code, {
    state: status,
    ...(assignee === null ? {} : { assignee: { id: assignee.id, name: assignee.name } }),
    ...facts,
  });
}

/** Refuses where there is no conversation yet. */
export function requireStarted(state: Conversation): void {
  if (state.status === 'none') throw refuse('conversation_not_found');
}

/** Refuses where there is no conversation, or a closed one. */
export function requireOpen(state: Conversation): void {
  requireStarted(state);
  if (state.status === 'closed') throw refuseIn(state, 'closed');
}
