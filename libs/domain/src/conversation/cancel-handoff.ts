import type { Decision } from '../kernel.js';
import { writeClose } from './close.js';
import type { DecisionContext } from './context.js';
import type { ConversationEvent } from './events.js';
import { agentToReturnTo, byCustomer } from './parties.js';
import { record } from './record.js';
import { refuseIn, requireStarted } from './refusal.js';
import { writeReturn } from './return-to-ai.js';
import type { Conversation } from './state.js';

/**
 * The customer no longer wants to wait: the agent has the conversation again at the next message; where no agent is active it is closed.
 * Quiet where nothing waits.
 * @throws Rejected `already_claimed`, `conversation_not_found`
 */
export function cancelHandoff(
  state: Conversation,
  _request: Readonly<Record<string, never>>,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  if (state.status === 'human') throw refuseIn(state, 'already_claimed');
  if (state.status !== 'waiting') return [];
  const log = record(state, context.at);
  const agent = agentToReturnTo(state, context);
  const decidedBy = byCustomer(state);
  const trigger = 'customer_cancelled';
  if (agent === null) writeClose(log, { by: decidedBy, outcome: 'abandoned' }, context);
  else writeReturn(log, { agent, cause: trigger, trigger, decidedBy, resume: 'on_next_message' }, context);
  return log.events;
}
