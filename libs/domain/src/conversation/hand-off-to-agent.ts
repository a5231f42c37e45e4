import { RecordedRefusal, type Decision } from '../kernel.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import { isStale } from './agent-turn.js';
import type { DecisionContext } from './context.js';
import { turnDeadline } from './deadlines.js';
import { enterQueue, notHandable } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { activeAgent, byAgent, byMember, bySystem, handler } from './parties.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import { isWithPeople, type Conversation } from './state.js';

/** From the agent in control to another, by the first one's rules or by a person. */
export interface HandOffToAgent extends Reason {
  readonly by:
    | { readonly kind: 'agent'; readonly agentId: string; readonly epoch: number }
    | { readonly kind: 'member'; readonly member: Member };
  readonly toAgentId: string;
  /** At once unless said otherwise, since the customer's question is still open. */
  readonly resume?: 'immediate' | 'on_next_message';
}

/**
 * Rows 1–8, 48 and 75: one entry with everything needed afterwards. Over the workspace's loop limit people are asked instead.
 * @throws Rejected `stale_epoch`, `not_with_ai`, `offer_pending`, `same_agent`, `agent_not_active`, `role_not_allowed`,
 * `unknown_reason_code`, `text_too_long`, `closed`; past the limit also `not_identified`, `test_conversation` (recorded)
 */
export function handOffToAgent(
  state: Conversation,
  request: HandOffToAgent,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  const { by, toAgentId, resume = 'immediate' } = request;
  if (by.kind === 'member') requireRole(by.member.role, 'operator');
  // Done already: the other agent has it, or the loop has led to people.
  if (state.agent?.id === toAgentId && (by.kind === 'member' || by.agentId !== toAgentId)) return [];
  if (state.status === 'waiting' && state.handoff?.trigger === 'loop_limit') return [];
  if (isWithPeople(state)) throw refuseIn(state, 'not_with_ai');
  if (by.kind === 'agent' && isStale(state, by)) throw refuseIn(state, 'stale_epoch', { currentEpoch: state.epoch });
  if (state.agent?.id === toAgentId) throw refuseIn(state, 'same_agent', { agentId: toAgentId });
  if (state.status === 'handoff_offered') throw refuseIn(state, 'offer_pending');
  const to = activeAgent(state, toAgentId, context);
  if (to === null) throw refuseIn(state, 'agent_not_active', { agentId: toAgentId });
  const log = record(state, context.at);
  checkReason(request, 'any', context);
  if (state.agentHandoffs >= context.workspace.loopLimit) return askPeople(state, request, context);

  const turn =
    resume === 'immediate'
      ? { turnId: context.newId('turn'), agentId: to.id, agentVersion: to.version, cause: 'resume' as const }
      : undefined;
  const turnDue = turn ? turnDeadline(to.id, { agentVersion: to.version, openedAt: context.at }, context) : null;
  log.write('HandedOffToAgent', {
    handoffId: context.newId(`handoff-${state.handoffs + 1}`),
    number: state.handoffs + 1,
    from: handler(state, context),
    to,
    decidedBy: by.kind === 'member' ? byMember(by.member) : byAgent(state, by.agentId),
    trigger: 'agent_to_agent',
    ...reasonOf(state, request),
    resume,
    turn,
    deadlines: { cancel: 'all', arm: [turnDue] },
  });
  return log.events;
}

/** Agents that pass a conversation to and fro do not help: a person shall. */
function askPeople(
  state: Conversation,
  request: HandOffToAgent,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const log = record(state, context.at);
  const trigger = 'loop_limit';
  const hindrance = notHandable(state);
  if (hindrance !== null) {
    log.write('HandoffRefused', { trigger, code: hindrance, decidedBy: bySystem });
    return new RecordedRefusal(log.events, refuseIn(state, hindrance));
  }
  const { reasonText, context: passed } = request;
  const { loopLimit } = context.workspace;
  enterQueue(
    log,
    {
      trigger,
      decidedBy: bySystem,
      reasonCode: 'stuck',
      ...(reasonText === undefined ? {} : { reasonText }),
      ...(passed === undefined ? {} : { context: passed }),
      trace: { counters: { agentHandoffs: state.agentHandoffs }, thresholds: { agentHandoffs: loopLimit } },
    },
    context,
  );
  return log.events;
}
