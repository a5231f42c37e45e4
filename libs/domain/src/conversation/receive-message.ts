import { settingsOf } from '../agent/state.js';
import type { Decision, Instant } from '../kernel.js';
import { checkMessage } from '../limits.js';
import type { DecisionContext } from './context.js';
import { idleExtended, idlesWhileWaiting, responseDeadline, turnDeadline } from './deadlines.js';
import { acceptedOffer } from './offer.js';
import { enterQueue, notHandable, type Entering } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { activeAgent, byAgent, byCustomer, bySystem } from './parties.js';
import type { AgentParty, Attachment, Evidence, StoredDetection } from './parts.js';
import { record, type DeadlineChangeDraft, type Recording } from './record.js';
import { refuseIn } from './refusal.js';
import { returnAfterIdling } from './return-after-idling.js';
import { startOn, type StartConversation } from './start.js';
import { isWithAi, type Conversation } from './state.js';

/** A customer's message as a channel brings it, with what the detectors found in it. */
export interface ReceiveCustomerMessage extends StartConversation {
  /** The channel's own id of the message: a redelivery does nothing. */
  readonly channelMessageId: string;
  /** When the server received it: decides whether a deadline had passed. */
  readonly receivedAt: Instant;
  /** At most 16 KiB; may be empty where there are attachments. */
  readonly text: string;
  /** At most 20 (row 41). */
  readonly attachments: readonly Attachment[];
  readonly detection: StoredDetection;
  /** The words behind the detection; `null` where nothing was found. */
  readonly evidence: Evidence | null;
}

/**
 * A message arrives: it starts the conversation if there is none (row 50), ends an idle stretch that is overdue (row 43), opens a turn
 * for the agent or hands the conversation to people (rows 16, 19, 51, 52, 63), all in one append. With people it is kept and not
 * answered by the AI (row 40).
 * @throws Rejected `closed`, `text_too_long`, `too_many_attachments`, `empty_message`, `channel_disabled`, `agent_not_active`
 */
export function receiveCustomerMessage(
  state: Conversation,
  request: ReceiveCustomerMessage,
  context: DecisionContext,
): Decision<ConversationEvent> {
  if (state.seenMessageIds.includes(request.channelMessageId)) return [];
  if (state.status === 'closed') throw refuseIn(state, 'closed');
  checkMessage(request);
  const log = record(state, context.at);
  const { idle } = state.deadlines;
  if (state.status === 'none') startOn(log, request, context);
  else if (idle && idle.dueAt <= request.receivedAt) returnAfterIdling(log, idle, context);

  if (isWithAi(log.state)) hearWithAi(log, request, context);
  else writeMessage(log, request, context, { deadlines: deadlinesWithPeople(log.state, request, context) });
  return log.events;
}

/** What the message does to control while the AI has it; `null`: nothing. */
function leaving(
  state: Conversation,
  { detection, evidence }: ReceiveCustomerMessage,
  agent: AgentParty | null,
  context: DecisionContext,
): Entering | null {
  const { detectorVersion, language, rule } = detection;
  const trace = { detectorVersion, language, ...(rule === null ? {} : { rule }) };
  const seen = { trace, evidence };
  const customer = byCustomer(state);
  if (state.offer !== null && detection.answer === 'yes')
    return { ...acceptedOffer(state, state.offer, trace), evidence };
  if (detection.explicitRequest)
    return {
      ...seen,
      trigger: 'explicit_request',
      decidedBy: customer,
      customerAsked: true,
      reasonCode: 'customer_request',
    };
  if (agent === null) return { trigger: 'agent_unavailable', decidedBy: bySystem, reasonCode: 'agent_unavailable' };
  const enabled = settingsOf(context.agent(agent.id), agent.version)?.handoffEnabled ?? false;
  if (detection.keyword && enabled) return { ...seen, trigger: 'keyword', decidedBy: byAgent(state, agent.id) };
  return null;
}

function hearWithAi(log: Recording, request: ReceiveCustomerMessage, context: DecisionContext): void {
  const { state } = log;
  const agent = activeAgent(state, state.agent?.id ?? null, context);
  const entering = leaving(state, request, agent, context);
  // Where no agent could answer, people take even somebody who is not identified: nobody else would.
  const hindrance = entering === null || (agent === null && state.environment !== 'test') ? null : notHandable(state);
  const leaves = entering !== null && hindrance === null;

  writeMessage(log, request, context, { turnFor: leaves ? null : agent });
  answerOffer(log, request.detection, leaves);
  if (leaves) enterQueue(log, entering, context);
  else if (entering !== null && hindrance !== null)
    log.write('HandoffRefused', { trigger: entering.trigger, code: hindrance, decidedBy: entering.decidedBy });
}

/** "Yes" and "no" end an offer; so does anything else (the offer that a handoff overtakes is ended there). */
function answerOffer(log: Recording, { answer, explicitRequest }: StoredDetection, leaves: boolean): void {
  if (log.state.offer === null) return;
  const { offerId } = log.state.offer;
  const { lastCustomerMessageId: messageId } = log.state;
  const deadlines: DeadlineChangeDraft = { cancel: ['offer'] };
  if (answer === 'yes') log.write('HandoffOfferAccepted', { offerId, messageId, deadlines });
  else if (answer === 'no' && !explicitRequest) log.write('HandoffOfferDeclined', { offerId, messageId, deadlines });
  else if (!leaves) log.write('HandoffOfferLapsed', { offerId, cause: 'other_content', deadlines });
}

function writeMessage(
  log: Recording,
  request: ReceiveCustomerMessage,
  context: DecisionContext,
  { turnFor = null, deadlines }: { readonly turnFor?: AgentParty | null; readonly deadlines?: DeadlineChangeDraft },
): void {
  const { channelMessageId, receivedAt, text, attachments, detection, evidence } = request;
  const turn =
    turnFor === null
      ? undefined
      : {
          turnId: context.newId('turn'),
          agentId: turnFor.id,
          agentVersion: turnFor.version,
          cause: 'message' as const,
        };
  const firstOwed = turnFor !== null && log.state.deadlines.agent_turn === undefined;
  const turnDue = firstOwed
    ? turnDeadline(turnFor.id, { agentVersion: turnFor.version, openedAt: context.at }, context)
    : null;
  log.write('CustomerMessageReceived', {
    messageId: context.newId('message'),
    channelMessageId,
    receivedAt,
    text,
    attachments,
    detection,
    evidence,
    turn,
    deadlines: deadlines ?? { arm: [turnDue] },
  });
}

/** With people: the idle window moves on (row 42), and the assignee owes the next answer. */
function deadlinesWithPeople(
  state: Conversation,
  { detection }: ReceiveCustomerMessage,
  context: DecisionContext,
): DeadlineChangeDraft {
  const { status, handoff, deadlines, lastAgent } = state;
  const asksBeforeAnyoneCame = status === 'waiting' && detection.explicitRequest && handoff?.assigned === false;
  if (asksBeforeAnyoneCame && !idlesWhileWaiting(lastAgent, context)) return { cancel: ['idle'] };
  const answerOwed = deadlines.first_response !== undefined || deadlines.next_response !== undefined;
  return {
    arm: [
      idleExtended(state, context),
      status === 'human' && !answerOwed ? responseDeadline('next_response', state, context) : null,
    ],
  };
}
