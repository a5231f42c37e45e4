import { unreachable, type Decision } from '../kernel.js';
import type { WaitStep } from '../workspace/events.js';
import { waitPolicy } from '../workspace/state.js';
import { writeClose } from './close.js';
import type { DecisionContext } from './context.js';
import { unclaimedDeadline } from './deadlines.js';
import { enterQueue, notHandable } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { bySystem } from './parties.js';
import type { Deadline, DeadlineKind, TimeoutEffect } from './parts.js';
import { writeRelease } from './pass-on.js';
import { record, type DeadlineChangeDraft, type Recording } from './record.js';
import { returnAfterIdling } from './return-after-idling.js';
import type { Conversation } from './state.js';

/** A timer that rings, with the generation it was armed under. */
export interface FireDeadline {
  readonly kind: DeadlineKind;
  readonly generation: number;
}

/**
 * A deadline is due. It acts only if it is still the armed one and its time has come; whatever moved on meanwhile won, and a
 * stale or early timer does nothing. So it fires once in effect, however often it rings.
 */
export function fireDeadline(
  state: Conversation,
  { kind, generation }: FireDeadline,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const deadline = state.deadlines[kind];
  if (deadline === undefined || deadline.generation !== generation || context.at < deadline.dueAt) return [];
  const log = record(state, context.at);
  switch (kind) {
    case 'unclaimed':
      takeStep(log, deadline, context);
      break;
    case 'idle':
      returnAfterIdling(log, deadline, context);
      break;
    case 'first_response':
    case 'next_response':
      timeOut(log, deadline, 'released');
      writeRelease(log, { cause: kind, trigger: 'deadline', decidedBy: bySystem }, context);
      break;
    case 'offer':
      timeOut(log, deadline, 'offer_lapsed');
      if (state.offer) log.write('HandoffOfferLapsed', { offerId: state.offer.offerId, cause: 'timed_out' });
      break;
    case 'agent_turn':
      failTurn(log, deadline, context);
      break;
    default:
      unreachable(kind);
  }
  return log.events;
}

/** The agent did not answer in time: people take over, except in a test chat. */
function failTurn(log: Recording, deadline: Deadline, context: DecisionContext): void {
  const failure = { trigger: 'agent_failure', decidedBy: bySystem, reasonCode: 'agent_failure' } as const;
  if (notHandable(log.state) === 'test_conversation') return timeOut(log, deadline, 'none');
  timeOut(log, deadline, 'handoff_requested');
  enterQueue(log, failure, context);
}

/** One step of waiting (row 56), and the next one armed. */
function takeStep(log: Recording, deadline: Deadline, context: DecisionContext): void {
  const { handoff } = log.state;
  if (handoff === null) return;
  const { handoffId, policyVersion, waitingSince, formRequested } = handoff;
  const policy = waitPolicy(context.workspace, policyVersion);
  const index = deadline.step ?? 0;
  const step = stillMeant(policy.steps[index], formRequested, context);
  const next = unclaimedDeadline(policy, {
    since: waitingSince,
    after: index,
    formRequested: formRequested || step?.kind === 'contact_form',
  });
  timeOut(log, deadline, step?.kind ?? 'none', { cancel: ['unclaimed'], arm: [step?.kind === 'close' ? null : next] });
  switch (step?.kind) {
    case 'contact_form':
      log.write('ContactFormRequested', { handoffId, formId: context.newId('form') });
      break;
    case 'notify':
      log.write('Renotified', { handoffId, step: index });
      break;
    case 'fallback_team':
      log.write('FallbackTeamSet', { handoffId, teamId: step.teamId, step: index });
      break;
    case 'close':
      writeClose(log, { by: bySystem, outcome: 'unclaimed' }, context);
      break;
    case undefined:
      break;
  }
}

/** A step that would do nothing is none: the form when it went out already, a team that is gone. */
function stillMeant(step: WaitStep | undefined, formRequested: boolean, { workspace }: DecisionContext) {
  if (step?.kind === 'contact_form' && formRequested) return undefined;
  if (step?.kind === 'fallback_team' && (workspace.teams[step.teamId]?.removed ?? true)) return undefined;
  return step;
}

function timeOut(
  log: Recording,
  { kind, dueAt, generation, step }: Deadline,
  effect: TimeoutEffect,
  deadlines: DeadlineChangeDraft = { cancel: [kind] },
): void {
  const handoffId = log.state.handoff?.handoffId ?? null;
  log.write('TimedOut', { kind, dueAt, generation, step: step ?? null, effect, handoffId, deadlines });
}
