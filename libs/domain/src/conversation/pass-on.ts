import type { Decision } from '../kernel.js';
import { refuse } from '../refusals.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { unclaimedAgain } from './deadlines.js';
import type { ConversationEvent, ConversationEventMap } from './events.js';
import { byMember, bySystem, handler, queueParty } from './parties.js';
import type { DecidedBy, Trigger } from './parts.js';
import { checkReason, reasonOf, type Reason } from './reason.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import type { Conversation } from './state.js';
import { giveTo, knownMember, requireRightOver } from './take-over.js';

export interface Transfer extends Reason {
  readonly member: Member;
  readonly to: { readonly memberId: string } | { readonly teamId: string };
}

/**
 * The assignee, or a supervisor, gives the conversation to another member, or to a team where it waits at its old place in the queue.
 * One event: a refusal leaves everything as it was.
 * @throws Rejected `not_with_people`, `not_your_conversation`, `member_not_found`, `member_removed`, `team_not_found`, `closed`
 */
export function transfer(
  state: Conversation,
  request: Transfer,
  context: DecisionContext,
): Decision<ConversationEvent> {
  requireOpen(state);
  const { member, to } = request;
  requireRole(member.role, 'operator');
  return 'memberId' in to ? toMember(state, request, to.memberId, context) : toTeam(state, request, to.teamId, context);
}

function toMember(state: Conversation, request: Transfer, memberId: string, context: DecisionContext) {
  const to = knownMember(memberId, context);
  if (state.assignee?.id === to.id) return [];
  requireHuman(state, request.member);
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  const why = {
    reasonCode: 'unspecified',
    ...request,
    trigger: 'transfer' as const,
    decidedBy: byMember(request.member),
  };
  giveTo(log, 'Transferred', to, why, context);
  return log.events;
}

function toTeam(state: Conversation, request: Transfer, teamId: string, context: DecisionContext) {
  if (context.workspace.teams[teamId]?.removed ?? true) throw refuse('team_not_found', { teamId });
  if (state.status === 'waiting' && state.handoff?.teamId === teamId) return [];
  requireHuman(state, request.member);
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  const why = { ...request, trigger: 'transfer' as const, decidedBy: byMember(request.member) };
  log.write('Transferred', toQueue(state, teamId, why, context));
  return log.events;
}

export interface Release extends Reason {
  readonly member: Member;
}

/**
 * The assignee, or a supervisor, puts the conversation back into the queue, at its original place.
 * @throws Rejected `not_with_people`, `not_your_conversation`, `closed`, `role_not_allowed`
 */
export function release(state: Conversation, request: Release, context: DecisionContext): Decision<ConversationEvent> {
  requireOpen(state);
  const { member } = request;
  requireRole(member.role, 'operator');
  if (state.status === 'waiting') return [];
  requireHuman(state, member);
  checkReason(request, 'to_people', context);
  const log = record(state, context.at);
  writeRelease(log, { ...request, cause: 'by_member', trigger: 'release', decidedBy: byMember(member) }, context);
  return log.events;
}

/**
 * What a removed member still has goes back into the queue; a claim that raced with the removal is caught by asking again. Quiet for a
 * member who is not removed, or who does not have it.
 */
export function sweepRemovedMember(
  state: Conversation,
  { memberId }: { readonly memberId: string },
  context: DecisionContext,
): Decision<ConversationEvent> {
  const removed = context.workspace.members[memberId]?.removed === true;
  if (!removed || state.assignee?.id !== memberId) return [];
  const log = record(state, context.at);
  writeRelease(log, { cause: 'member_removed', trigger: 'release', decidedBy: bySystem }, context);
  return log.events;
}

function requireHuman(state: Conversation, member: Member): void {
  if (state.status !== 'human') throw refuseIn(state, 'not_with_people');
  requireRightOver(state, member);
}

interface Why extends Reason {
  readonly trigger: Trigger;
  readonly decidedBy: DecidedBy;
}

export function writeRelease(
  log: Recording,
  why: Why & { readonly cause: ConversationEventMap['Released']['cause'] },
  context: DecisionContext,
): void {
  const teamId = log.state.handoff?.teamId ?? null;
  log.write('Released', { ...toQueue(log.state, teamId, why, context), cause: why.cause });
}

/** Back into a queue: nobody owes an answer, and the steps of waiting begin anew. A running idle window runs on. */
function toQueue(state: Conversation, teamId: string | null, why: Why, context: DecisionContext) {
  return {
    handoffId: state.handoff?.handoffId ?? '',
    number: state.handoff?.number ?? 0,
    from: handler(state, context),
    to: queueParty(teamId, context),
    decidedBy: why.decidedBy,
    trigger: why.trigger,
    ...reasonOf(state, why),
    deadlines: {
      cancel: ['first_response', 'next_response'] as const,
      arm: [unclaimedAgain(state, context)],
    },
  };
}
