import { settingsOf } from '../agent/state.js';
import type { TriggerSettings } from '../agent/events.js';
import type { Decision } from '../kernel.js';
import { refuse } from '../refusals.js';
import { currentWaitPolicy } from '../workspace/state.js';
import { isStale, type AgentClaim } from './agent-turn.js';
import type { DecisionContext } from './context.js';
import { enterQueue, notHandable } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { writeOffer } from './offer.js';
import type { Trigger } from './parts.js';
import { record } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import type { Conversation } from './state.js';
import { byAgent } from './parties.js';

/** How a turn went, as the AI runtime or a sentiment library says. */
export interface AssessTurn extends AgentClaim {
  /** Of the customer's message, −1 worst … 1 best. */
  readonly sentiment?: number;
  /** Whether the agent answered the question. */
  readonly answered?: boolean;
}

/**
 * Rows 17, 18, 20 and 51: counts on, and offers a person or hands off where a trigger of the agent's version fires. A turn counts once;
 * one that nothing is said of does not.
 * The trace holds the counters, the thresholds and the versions it was decided by.
 * @throws Rejected `stale_epoch`, `unknown_turn`, `invalid_setting`, `closed`
 */
export function assessTurn(
  state: Conversation,
  request: AssessTurn,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const { turnId, sentiment, answered } = request;
  if (state.assessedTurns.includes(turnId)) return [];
  requireOpen(state);
  if (isStale(state, request)) throw refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
  const turn = state.turns.find((one) => one.turnId === turnId);
  if (turn === undefined) throw refuseIn(state, 'unknown_turn', { turnId });
  if (sentiment !== undefined && !(sentiment >= -1 && sentiment <= 1))
    throw refuse('invalid_setting', { field: 'sentiment', min: -1, max: 1, value: sentiment });

  if (sentiment === undefined && answered === undefined) return [];

  const { agentId } = request;
  const settings = settingsOf(context.agent(agentId), turn.agentVersion);
  const counters = countOn(state, request, settings?.triggers);
  const fired = settings?.handoffEnabled ? whatFires(counters, settings.triggers) : null;
  const counted = { counters, thresholds: thresholdsOf(settings?.triggers) };
  const { version: policyVersion } = currentWaitPolicy(context.workspace);
  const log = record(state, context.at);
  log.write('TurnAssessed', {
    turnId,
    inputs: { ...(sentiment === undefined ? {} : { sentiment }), ...(answered === undefined ? {} : { answered }) },
    counters,
    trace: { agentId, agentVersion: turn.agentVersion, policyVersion, ...counted },
    fired,
  });
  if (fired === null) return log.events;

  const hindrance = notHandable(state);
  const decidedBy = byAgent(state, agentId);
  const reasonCode = fired === 'failed_responses' ? 'stuck' : 'unspecified';
  const why = { trigger: fired, decidedBy, reasonCode, trace: counted };
  if (hindrance !== null) log.write('HandoffRefused', { trigger: fired, code: hindrance, decidedBy });
  else if (!settings?.offerBeforeHandoff) enterQueue(log, why, context);
  else if (state.status === 'ai') writeOffer(log, why, context);
  return log.events;
}

interface Counters {
  readonly failures: number;
  readonly sentimentRun: number;
  readonly [name: string]: number;
}

/** A success ends a row of failures, a better message a row of bad ones; a turn that says nothing of either changes neither. */
function countOn(
  state: Conversation,
  { sentiment, answered }: AssessTurn,
  triggers: TriggerSettings | undefined,
): Counters {
  const threshold = triggers?.sentiment?.threshold;
  const low = sentiment !== undefined && threshold !== undefined && sentiment <= threshold;
  return {
    failures: answered === undefined ? state.failures : answered ? 0 : state.failures + 1,
    sentimentRun: sentiment === undefined ? state.sentimentRun : low ? state.sentimentRun + 1 : 0,
  };
}

function whatFires({ failures, sentimentRun }: Counters, triggers: TriggerSettings): Trigger | null {
  if (triggers.failedResponses !== null && failures >= triggers.failedResponses.count) return 'failed_responses';
  if (triggers.sentiment !== null && sentimentRun >= triggers.sentiment.window) return 'sentiment';
  return null;
}

function thresholdsOf(triggers: TriggerSettings | undefined): Readonly<Record<string, number>> {
  const { failedResponses, sentiment } = triggers ?? { failedResponses: null, sentiment: null };
  return {
    ...(failedResponses === null ? {} : { failures: failedResponses.count }),
    ...(sentiment === null ? {} : { sentimentRun: sentiment.window, sentiment: sentiment.threshold }),
  };
}
