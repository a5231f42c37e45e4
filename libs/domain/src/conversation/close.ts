import type { Decision } from '../kernel.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import { isStale } from './agent-turn.js';
import type { DecisionContext } from './context.js';
import type { ConversationEvent } from './events.js';
import { byAgent, byMember, bySystem, handler } from './parties.js';
import type { CloseOutcome, DecidedBy } from './parts.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireStarted } from './refusal.js';
import type { Conversation } from './state.js';
import { requireRightOver } from './take-over.js';

/** The end of a conversation; the customer's next message starts another (row 59). */
export interface CloseConversation extends Reason {
  readonly by:
    | { readonly kind: 'member'; readonly member: Member }
    /** Row 60: when the customer is content. `lastMessageSeen` is the last one the agent knew, by our message id. */
    | { readonly kind: 'agent'; readonly agentId: string; readonly epoch: number; readonly lastMessageSeen: string }
    /** Before the contact is erased. */
    | { readonly kind: 'system'; readonly outcome: 'erased' | 'abandoned' };
  readonly outcome?: 'resolved' | 'unresolved';
}

/**
 * Closes. With a member: they, or a supervisor; otherwise any operator; the agent only while it has it, without an offer open, and
 * never over a message it has not seen. Closing what is closed is quiet.
 * @throws Rejected `not_your_conversation`, `role_not_allowed`, `stale_epoch`, `offer_pending`, `newer_message`, `unknown_reason_code`
 */
export function close(
  state: Conversation,
  request: CloseConversation,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  if (state.status === 'closed') return [];
  const { by, outcome = 'resolved' } = request;
  checkReason(request, 'any', context);
  const log = record(state, context.at);
  writeClose(
    log,
    { ...request, by: permitted(state, by), outcome: by.kind === 'system' ? by.outcome : outcome },
    context,
  );
  return log.events;
}

function permitted(state: Conversation, by: CloseConversation['by']): DecidedBy {
  switch (by.kind) {
    case 'member':
      requireRole(by.member.role, 'operator');
      requireRightOver(state, by.member);
      return byMember(by.member);
    case 'agent':
      if (isStale(state, by)) throw refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
      if (state.status === 'handoff_offered') throw refuseIn(state, 'offer_pending');
      if (state.lastCustomerMessageId !== null && state.lastCustomerMessageId !== by.lastMessageSeen)
        throw refuseIn(state, 'newer_message', { lastMessage: state.lastCustomerMessageId });
      return byAgent(state, by.agentId);
    case 'system':
      return bySystem;
  }
}

/** Writes the close, and before it the end of an open offer. Nothing stays armed. */
export function writeClose(
  log: Recording,
  given: Reason & { readonly by: DecidedBy; readonly outcome: CloseOutcome },
  context: DecisionContext,
): void {
  const { by, outcome } = given;
  const { offer } = log.state;
  if (offer !== null)
    log.write('HandoffOfferLapsed', { offerId: offer.offerId, cause: 'closed', deadlines: { cancel: ['offer'] } });
  const { state } = log;
  const { reasonCode, reasonText } = reasonOf(state, given);
  log.write('ConversationClosed', {
    by,
    outcome,
    reasonCode,
    ...(reasonText === undefined ? {} : { reasonText }),
    handoffId: state.handoff?.handoffId ?? null,
    from: handler(state, context),
    deadlines: { cancel: 'all' },
  });
}
