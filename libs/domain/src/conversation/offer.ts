import { settingsOf } from '../agent/state.js';
import { plusSeconds, RecordedRefusal, type Decision } from '../kernel.js';
import { currentWaitPolicy } from '../workspace/state.js';
import { isStale } from './agent-turn.js';
import type { DecisionContext } from './context.js';
import { enterQueue, mayHandOff, notHandable, type Entering } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { activeAgent, byAgent, byCustomer, bySystem } from './parties.js';
import type { Trace, Trigger } from './parts.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import { isWithPeople, type Conversation, type OpenOffer } from './state.js';

/** The agent asks whether the customer wants a person. */
export interface OfferHandoff extends Reason {
  readonly agentId: string;
  readonly epoch: number;
}

/**
 * Row 51: an offer; the AI still answers until the customer does. One offer at a time: another is quiet.
 * @throws Rejected `stale_epoch`, `handoff_disabled`, `not_identified`, `test_conversation` (the last three recorded), `closed`
 */
export function offerHandoff(
  state: Conversation,
  request: OfferHandoff,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  if (isStale(state, request)) throw refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
  if (state.status === 'handoff_offered') return [];
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  const trigger = 'agent_decision';
  const hindrance = mayHandOff(state, context) ? notHandable(state) : 'handoff_disabled';
  if (hindrance === null) {
    writeOffer(log, { ...request, trigger }, context);
    return log.events;
  }
  log.write('HandoffRefused', { trigger, code: hindrance, decidedBy: byAgent(state, request.agentId) });
  return new RecordedRefusal(log.events, refuseIn(state, hindrance));
}

/** Writes the offer of the agent in control, open as long as its settings say. */
export function writeOffer(
  log: Recording,
  offer: Reason & { readonly trigger: Trigger; readonly trace?: Partial<Trace> },
  context: DecisionContext,
): void {
  const { agent } = log.state;
  if (agent === null) return;
  const seconds = settingsOf(context.agent(agent.id), agent.version)?.offerTimeoutSeconds;
  const { version: policyVersion } = currentWaitPolicy(context.workspace);
  log.write('HandoffOffered', {
    offerId: context.newId('offer'),
    trigger: offer.trigger,
    decidedBy: byAgent(log.state, agent.id),
    ...reasonOf(log.state, offer),
    trace: { agentId: agent.id, agentVersion: agent.version, ...offer.trace, policyVersion },
    deadlines: { arm: [seconds === undefined ? null : { kind: 'offer', dueAt: plusSeconds(context.at, seconds) }] },
  });
}

/** The handoff an accepted offer leads to: what was offered, now wanted by the customer. */
export function acceptedOffer(state: Conversation, offer: OpenOffer, trace: Partial<Trace> = {}): Entering {
  const { reasonCode, reasonText, context } = offer;
  return {
    trigger: 'offer_accepted',
    decidedBy: byCustomer(state),
    customerAsked: true,
    reasonCode,
    ...(typeof reasonText === 'string' ? { reasonText } : {}),
    ...(context ? { context } : {}),
    trace: { ...offer.trace, ...trace },
  };
}

/** The customer presses a button under an offer. A written answer comes with `receiveCustomerMessage`. */
export interface AnswerOffer {
  readonly offerId: string;
  readonly answer: 'yes' | 'no';
}

/**
 * "Yes" brings people in; "no" leaves the agent, if it is still active. A late "yes" is a request for a person all the same.
 * @throws Rejected `no_offer`, `closed`
 */
export function answerOffer(
  state: Conversation,
  { offerId, answer }: AnswerOffer,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  if (isWithPeople(state)) return [];
  const { offer, endedOfferId } = state;
  const log = record(state, context.at);
  const deadlines = { cancel: ['offer'] } as const;
  if (offer?.offerId === offerId && answer === 'yes') {
    log.write('HandoffOfferAccepted', { offerId, messageId: null, deadlines });
    enterQueue(log, acceptedOffer(state, offer), context);
  } else if (offer?.offerId === offerId) {
    log.write('HandoffOfferDeclined', { offerId, messageId: null, deadlines });
    if (activeAgent(state, state.agent?.id ?? null, context) === null) {
      const reasonCode = 'agent_unavailable';
      enterQueue(log, { trigger: 'agent_unavailable', decidedBy: bySystem, reasonCode }, context);
    }
  } else if (endedOfferId === offerId && answer === 'yes') {
    const decidedBy = byCustomer(state);
    const reasonCode = 'customer_request';
    enterQueue(log, { trigger: 'explicit_request', decidedBy, reasonCode, customerAsked: true }, context);
  } else if (endedOfferId !== offerId) throw refuseIn(state, 'no_offer', { offerId });
  return log.events;
}
