import type { Decision } from '../kernel.js';
import { refuse } from '../refusals.js';
import { includesRole, requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { idleDeadline, responseDeadline } from './deadlines.js';
import { enterQueue, notHandable } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { byMember, handler, memberParty } from './parties.js';
import type { DecidedBy, MemberParty, Trigger } from './parts.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import { isWithAi, type Conversation } from './state.js';

export interface Claim {
  readonly member: Member;
}

/**
 * Row 24: a member takes a waiting conversation. There is one winner; the others are told who.
 * @throws Rejected `already_claimed` (with the assignee), `returned_to_ai`, `not_waiting`, `closed`, `role_not_allowed`
 */
export function claim(state: Conversation, { member }: Claim, context: DecisionContext): Decision<ConversationEvent> {
  requireOpen(state);
  requireMember(member, context);
  if (state.assignee?.id === member.id) return [];
  if (state.status === 'human') throw refuseIn(state, 'already_claimed');
  if (state.status !== 'waiting') throw refuseIn(state, state.modeChange === null ? 'not_waiting' : 'returned_to_ai');
  const log = record(state, context.at);
  giveTo(log, 'Claimed', memberParty(member), { trigger: 'claim', decidedBy: byMember(member) }, context);
  return log.events;
}

export interface Assign extends Reason {
  readonly member: Member;
  /** Who shall have it: any member but an auditor (row 54). */
  readonly to: string;
}

/**
 * A member gives a conversation to a member. One that a colleague has may be taken from them by a supervisor, or given on by themselves.
 * @throws Rejected `member_not_found`, `member_removed`, `role_not_allowed`, `not_your_conversation`, `test_conversation`, `closed`
 */
export function assign(state: Conversation, request: Assign, context: DecisionContext): Decision<ConversationEvent> {
  requireOpen(state);
  requireMember(request.member, context);
  const to = knownMember(request.to, context);
  if (state.assignee?.id === to.id) return [];
  requireRightOver(state, request.member);
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  const why = { ...request, decidedBy: byMember(request.member) };
  takeFromAgent(log, { ...why, trigger: 'member_takeover' }, context);
  giveTo(log, 'Assigned', to, { ...why, trigger: 'assignment' }, context);
  return log.events;
}

export interface Assume extends Reason {
  readonly member: Member;
}

/**
 * Row 73: a member takes the conversation from the AI, which stops at once; a supervisor also from a colleague.
 * @throws Rejected `not_your_conversation`, `test_conversation`, `role_not_allowed`, `closed`
 */
export function assume(state: Conversation, request: Assume, context: DecisionContext): Decision<ConversationEvent> {
  requireOpen(state);
  const { member } = request;
  requireMember(member, context);
  if (state.assignee?.id === member.id) return [];
  // Nobody stands between: assuming what waits is claiming it.
  if (state.status === 'waiting') return claim(state, request, context);
  requireRightOver(state, member);
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  const why = { ...request, trigger: 'member_takeover' as const, decidedBy: byMember(member) };
  takeFromAgent(log, why, context);
  giveTo(log, 'Assumed', memberParty(member), why, context);
  return log.events;
}

interface Why extends Reason {
  readonly trigger: Trigger;
  readonly decidedBy: DecidedBy;
}

/** Where the AI has it, the stretch with people begins here: the agent stops and nobody waits. */
export function takeFromAgent(log: Recording, why: Why, context: DecisionContext): void {
  if (!isWithAi(log.state)) return;
  if (notHandable(log.state) === 'test_conversation') throw refuseIn(log.state, 'test_conversation');
  const { trigger, decidedBy, reasonCode, reasonText, context: passed } = why;
  enterQueue(
    log,
    {
      trigger,
      decidedBy,
      taken: true,
      ...(reasonCode === undefined ? {} : { reasonCode }),
      ...(reasonText === undefined ? {} : { reasonText }),
      ...(passed === undefined ? {} : { context: passed }),
    },
    context,
  );
}

/** Writes that a member has it now: waiting ends, the first answer is owed and the idle window begins anew. */
export function giveTo(
  log: Recording,
  type: 'Claimed' | 'Assigned' | 'Assumed' | 'Transferred',
  to: MemberParty,
  why: Why,
  context: DecisionContext,
): void {
  const { state } = log;
  if (state.handoff === null) return;
  const { handoffId, number, reasonCode } = state.handoff;
  log.write(type, {
    handoffId,
    number,
    from: handler(state, context),
    to,
    decidedBy: why.decidedBy,
    trigger: why.trigger,
    ...reasonOf(state, { reasonCode, ...why }),
    deadlines: {
      cancel: 'all',
      arm: [idleDeadline(state.lastAgent, context), responseDeadline('first_response', state, context)],
    },
  });
}

/** A member who may answer customers and was not removed meanwhile. */
export function requireMember({ id, role }: Member, { workspace }: DecisionContext): void {
  requireRole(role, 'operator');
  if (workspace.members[id]?.removed === true) throw refuse('member_removed', { memberId: id });
}

/** A member by id, who may answer customers. */
export function knownMember(id: string, { workspace }: DecisionContext): MemberParty {
  const member = workspace.members[id];
  if (member === undefined) throw refuse('member_not_found', { memberId: id });
  if (member.removed) throw refuse('member_removed', { memberId: id });
  requireRole(member.role, 'operator');
  return { kind: 'member', id, name: member.name };
}

/** What a colleague has is theirs: they give it on, or a supervisor takes it. */
export function requireRightOver(state: Conversation, member: Member): void {
  if (state.assignee === null || state.assignee.id === member.id || includesRole(member.role, 'supervisor')) return;
  throw refuseIn(state, 'not_your_conversation');
}
