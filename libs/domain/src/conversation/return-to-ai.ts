import type { Decision } from '../kernel.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { turnDeadline } from './deadlines.js';
import type { ConversationEvent } from './events.js';
import { activeAgent, agentToReturnTo, byMember, handler } from './parties.js';
import type { AgentParty, DecidedBy, ReturnCause, Trigger } from './parts.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import { isWithAi, type Conversation } from './state.js';

/** Giving a conversation back to an AI agent. */
export interface ReturnToAI extends Reason {
  readonly member: Member;
  /** Row 65; left out: the agent that handed off, else the channel's default. */
  readonly agentId?: string;
  /** Row 68 against row 43: take a turn at once, or wait for the customer's next message. */
  readonly resume?: 'immediate' | 'on_next_message';
  /** Row 76: go on although the customer asked for a person or the reason was delicate. */
  readonly confirmed?: boolean;
}

/**
 * The assignee gives the conversation to an agent, which answers at once unless told otherwise (rows 65–69).
 * @throws Rejected `not_with_people`, `not_your_conversation`, `agent_not_active`, `no_active_agent`, `transfer_denied`,
 * `transfer_needs_confirmation` (with `warnings`), `unknown_reason_code`, `closed`
 */
export function transferToAI(
  state: Conversation,
  request: ReturnToAI,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  if (isWithAi(state)) return quietWhere(state, request, state.lastAssignee?.id === request.member.id);
  if (state.assignee?.id !== request.member.id) throw refuseIn(state, 'not_your_conversation');
  return giveBack(state, { resume: 'immediate', ...request }, 'transferred_by_assignee', context);
}

/**
 * An operator sets the conversation back to AI, from the queue or from a member (rows 46, 58).
 * @throws Rejected as `transferToAI`, and `role_not_allowed`
 */
export function returnToAI(
  state: Conversation,
  request: ReturnToAI,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  requireRole(request.member.role, 'operator');
  if (isWithAi(state)) return quietWhere(state, request, true);
  return giveBack(state, { resume: 'on_next_message', ...request }, 'returned_by_member', context);
}

/** Already with the agent that was asked for: nothing to do. */
function quietWhere(state: Conversation, { agentId }: ReturnToAI, itWasTheirs: boolean): readonly [] {
  if (itWasTheirs && (agentId === undefined || agentId === state.agent?.id)) return [];
  throw refuseIn(state, 'not_with_people');
}

function giveBack(
  state: Conversation,
  request: ReturnToAI & { readonly resume: 'immediate' | 'on_next_message' },
  cause: ReturnCause,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const { agentId, member, resume } = request;
  const agent = agentId === undefined ? agentToReturnTo(state, context) : activeAgent(state, agentId, context);
  if (agent === null)
    throw refuseIn(state, agentId === undefined ? 'no_active_agent' : 'agent_not_active', { agentId });
  checkReason(request, 'to_ai', context);
  const warningOverridden = checkTransfer(state, request, context);
  const log = record(state, context.at);
  const trigger = cause === 'transferred_by_assignee' ? 'transfer_to_ai' : 'return_to_ai';
  writeReturn(
    log,
    { ...request, agent, cause, trigger, decidedBy: byMember(member), resume, ...warningOverridden },
    context,
  );
  return log.events;
}

const delicate: readonly string[] = ['complaint', 'negotiation', 'sensitive', 'complex'];

/** Row 76. The workspace denies such a transfer, or wants it confirmed. */
function checkTransfer(
  state: Conversation,
  { confirmed = false }: ReturnToAI,
  { workspace }: DecisionContext,
): { readonly warningOverridden?: string } {
  const { whenCustomerAsked, whenSensitive } = workspace.transferPolicy;
  const reasonCode = state.handoff?.reasonCode ?? '';
  const concerns = [
    ...(state.customerAsked ? [{ warning: 'customer_asked', rule: whenCustomerAsked }] : []),
    ...(delicate.includes(reasonCode) ? [{ warning: `reason_${reasonCode}`, rule: whenSensitive }] : []),
  ];
  if (concerns.length === 0) return {};
  const warnings = concerns.map(({ warning }) => warning);
  if (concerns.some(({ rule }) => rule === 'deny')) throw refuseIn(state, 'transfer_denied', { warnings });
  if (!confirmed) throw refuseIn(state, 'transfer_needs_confirmation', { warnings });
  return { warningOverridden: warnings.join(' ') };
}

export interface Return extends Reason {
  readonly agent: AgentParty;
  readonly cause: ReturnCause;
  readonly trigger: Trigger;
  readonly decidedBy: DecidedBy;
  readonly resume: 'immediate' | 'on_next_message';
  readonly warningOverridden?: string;
}

/** Writes the end of a stretch: a handoff of its own, from people to an agent. Every deadline of waiting and answering ends. */
export function writeReturn(log: Recording, given: Return, context: DecisionContext): void {
  const { state } = log;
  const { agent, cause, trigger, decidedBy, resume, warningOverridden } = given;
  if (state.handoff === null) return;
  const turn =
    resume === 'immediate'
      ? { turnId: context.newId('turn'), agentId: agent.id, agentVersion: agent.version, cause: 'resume' as const }
      : undefined;
  const turnDue = turn ? turnDeadline(agent.id, { agentVersion: agent.version, openedAt: context.at }, context) : null;
  log.write('ReturnedToAI', {
    handoffId: context.newId(`handoff-${state.handoffs + 1}`),
    number: state.handoffs + 1,
    endsHandoffId: state.handoff.handoffId,
    from: handler(state, context),
    to: agent,
    decidedBy,
    trigger,
    ...reasonOf(state, given),
    agentId: agent.id,
    agentVersion: agent.version,
    cause,
    resume,
    ...(warningOverridden === undefined ? {} : { warningOverridden }),
    turn,
    deadlines: { cancel: 'all', arm: [turnDue] },
  });
}
