import { RecordedRefusal, type Decision } from '../kernel.js';
import { checkMessage, checkName, checkText } from '../limits.js';
import { refuse } from '../refusals.js';
import type { DecisionContext } from './context.js';
import { turnDeadline } from './deadlines.js';
import type { ConversationEvent } from './events.js';
import { agentParty } from './parties.js';
import type { Attachment, MessageRange } from './parts.js';
import { record } from './record.js';
import { refuseIn, requireStarted } from './refusal.js';
import { isWithAi, type Conversation } from './state.js';

/** What an AI runtime names with everything it does: on whose behalf, under which turn and which epoch it was given. */
export interface AgentClaim {
  readonly agentId: string;
  readonly epoch: number;
  readonly turnId: string;
}

export interface ReplyAsAgent extends AgentClaim {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Row 8: which messages the agent was given. */
  readonly given?: MessageRange;
}

/** Whether control has moved since the agent was given its turn. */
export function isStale(state: Conversation, { agentId, epoch }: Pick<AgentClaim, 'agentId' | 'epoch'>): boolean {
  return !isWithAi(state) || state.agent?.id !== agentId || state.epoch !== epoch;
}

/**
 * An agent's answer. One under an old epoch never lands, whatever was in flight (rows 27, 73): that it tried is recorded.
 * An agent may answer a turn in several messages.
 * @throws Rejected `stale_epoch` (with `currentEpoch`), `unknown_turn`, `text_too_long`, `too_many_attachments`, `empty_message`
 */
export function replyAsAgent(
  state: Conversation,
  request: ReplyAsAgent,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  const messageId = context.newId('message');
  if (state.sentMessageIds.includes(messageId)) return [];
  checkMessage(request);
  const { agentId, epoch, turnId, text, attachments, given } = request;
  const log = record(state, context.at);
  if (isStale(state, request)) {
    const rejection = refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
    // What an agent says that never was in this conversation leaves no trace in it.
    if (state.fencedTurns.includes(turnId) || !state.agentIds.includes(agentId)) throw rejection;
    log.write('AgentReplyFenced', { turnId, agentId, epoch, currentEpoch: state.epoch, state: state.status });
    return new RecordedRefusal(log.events, rejection);
  }
  const at = state.turns.findIndex((one) => one.turnId === turnId);
  const turn = state.turns[at];
  if (turn === undefined) throw refuseIn(state, 'unknown_turn', { turnId });
  const stillOwed = state.turns.find((one, i) => i > at && !one.answered);
  log.write('AgentReplied', {
    messageId,
    turnId,
    inReplyTo: turn.messageId,
    ...(given === undefined ? {} : { given }),
    agent: agentParty(agentId, turn.agentVersion, context),
    epoch,
    text,
    attachments,
    // One more line to what was answered before changes nothing of what is owed now.
    deadlines: turn.answered
      ? {}
      : { cancel: ['agent_turn'], arm: [stillOwed ? turnDeadline(agentId, stillOwed, context) : null] },
  });
  return log.events;
}

export interface RecordAgentAction extends AgentClaim {
  /** The runtime's id of the action: told twice, it is recorded once. */
  readonly actionId: string;
  readonly name: string;
  /** JSON, each at most 16 KiB. */
  readonly arguments: unknown;
  readonly result: unknown;
}

/**
 * Row 71: what an agent did besides answering. Its side effect has happened, so it is kept even when control has moved or the
 * conversation is closed, marked `late`.
 * @throws Rejected `conversation_not_found`, `agent_not_found`, `text_too_long`, `unknown_turn` for an agent that never had control
 */
export function recordAgentAction(
  state: Conversation,
  request: RecordAgentAction,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireStarted(state);
  const { agentId, turnId, actionId, name, arguments: given, result } = request;
  if (state.actionIds.includes(actionId)) return [];
  checkName('name', name);
  checkText('arguments', JSON.stringify(given));
  checkText('result', JSON.stringify(result));
  const agent = context.agent(agentId);
  if (agent === undefined) throw refuse('agent_not_found', { agentId });
  if (!state.agentIds.includes(agentId)) throw refuseIn(state, 'unknown_turn', { turnId });
  const version =
    state.turns.find((turn) => turn.turnId === turnId)?.agentVersion ??
    (state.lastAgent?.id === agentId ? state.lastAgent.version : (agent.published ?? agent.versions.length));
  const log = record(state, context.at);
  log.write('AgentActionRecorded', {
    actionId,
    turnId,
    agent: agentParty(agentId, version, context),
    name,
    arguments: given,
    result,
    late: isStale(state, request),
  });
  return log.events;
}
