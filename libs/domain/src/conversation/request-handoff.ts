import { RecordedRefusal, type Decision } from '../kernel.js';
import { activeVersion } from '../agent/state.js';
import { checkWhole, limits } from '../limits.js';
import { refuse } from '../refusals.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import { isStale } from './agent-turn.js';
import type { DecisionContext } from './context.js';
import { enterQueue, mayHandOff, notHandable, type Entering } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { byAgent, byCustomer, byMember, bySystem } from './parties.js';
import { checkReason, type Reason } from './reason.js';
import { record } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import { isWithPeople, type Conversation } from './state.js';

/** A person is asked for, outside of any message. */
export interface RequestHandoff extends Reason {
  readonly by:
    | { readonly kind: 'agent'; readonly agentId: string; readonly epoch: number }
    | { readonly kind: 'customer' }
    | { readonly kind: 'system'; readonly trigger: 'agent_unavailable' | 'agent_failure' };
  /** 0 … `limits.priority`; higher comes first. */
  readonly priority?: number;
  readonly teamId?: string;
}

/**
 * The agent by its own rules, the customer by a button, or the system where an agent fails brings people in. Quiet where they have it.
 * A refusal for the conversation's own sake (rows 32, 36) is recorded.
 * @throws Rejected `stale_epoch`, `handoff_disabled`, `not_identified`, `test_conversation`, `unknown_reason_code`, `team_not_found`, `closed`
 */
export function requestHandoff(
  state: Conversation,
  request: RequestHandoff,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  if (isWithPeople(state)) return [];
  const { by, teamId, priority } = request;
  if (priority !== undefined) checkWhole('priority', priority, 0, limits.priority);
  if (by.kind === 'agent' && isStale(state, by)) throw refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
  if (teamId !== undefined && (context.workspace.teams[teamId]?.removed ?? true))
    throw refuse('team_not_found', { teamId });
  return toPeople(state, { ...request, ...whoAndWhy(state, request) }, context);
}

function whoAndWhy(state: Conversation, { by, reasonCode }: RequestHandoff) {
  switch (by.kind) {
    case 'agent':
      return { trigger: 'agent_decision' as const, decidedBy: byAgent(state, by.agentId) };
    case 'customer':
      return {
        trigger: 'explicit_request' as const,
        decidedBy: byCustomer(state),
        customerAsked: true,
        reasonCode: reasonCode ?? 'customer_request',
      };
    case 'system':
      return { trigger: by.trigger, decidedBy: bySystem, reasonCode: reasonCode ?? by.trigger };
  }
}

/** A member takes the AI out of a conversation, without taking it themselves. */
export interface TakeFromAgent extends Reason {
  readonly member: Member;
  readonly teamId?: string;
}

/**
 * Row 62: a member stops the AI, at any time and whatever its settings; the conversation waits.
 * @throws Rejected `role_not_allowed`, `test_conversation`, `unknown_reason_code`, `closed`
 */
export function unassignAgent(
  state: Conversation,
  request: TakeFromAgent,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  requireRole(request.member.role, 'operator');
  if (isWithPeople(state)) return [];
  const why = { trigger: 'member_unassigned_agent' as const, decidedBy: byMember(request.member) };
  return toPeople(state, { ...request, ...why }, context);
}

/**
 * Rows 46 and 47: the bare mode switch, which needs the agent published and its handoff enabled.
 * @throws Rejected as `unassignAgent`, and `agent_not_published`, `handoff_disabled`, `not_identified`
 */
export function switchToHuman(
  state: Conversation,
  request: TakeFromAgent,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  requireRole(request.member.role, 'operator');
  if (isWithPeople(state)) return [];
  if (state.agent === null || activeVersion(context.agent(state.agent.id), state.environment) === null)
    throw refuseIn(state, 'agent_not_published');
  const why = { trigger: 'member_switched_to_human' as const, decidedBy: byMember(request.member) };
  return toPeople(state, { ...request, ...why }, context);
}

function toPeople(state: Conversation, entering: Entering, context: DecisionContext): Decision<ConversationEvent> {
  checkReason(entering, 'to_people', context);
  const log = record(state, context.at);
  const hindrance = hindranceOf(state, entering, context);
  if (hindrance === null) {
    enterQueue(log, entering, context);
    return log.events;
  }
  const { trigger, decidedBy } = entering;
  log.write('HandoffRefused', { trigger, code: hindrance, decidedBy });
  return new RecordedRefusal(log.events, refuseIn(state, hindrance));
}

/** Which rule stands against it. Where no agent can answer, or a member steps in, only a test chat is refused. */
function hindranceOf(state: Conversation, { trigger }: Entering, context: DecisionContext) {
  const hindrance = notHandable(state);
  if (hindrance === 'test_conversation') return hindrance;
  const always = ['agent_unavailable', 'agent_failure', 'member_unassigned_agent'];
  if (always.includes(trigger)) return null;
  const byOwnRules = trigger === 'agent_decision' || trigger === 'member_switched_to_human';
  if (byOwnRules && !mayHandOff(state, context)) return 'handoff_disabled';
  return hindrance;
}
