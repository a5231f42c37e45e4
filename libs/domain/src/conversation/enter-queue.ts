import { settingsOf } from '../agent/state.js';
import { isOpen, opensAt } from '../workspace/business-hours.js';
import { currentWaitPolicy } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { idleDeadline, idlesWhileWaiting, unclaimedDeadline } from './deadlines.js';
import { handler, queueParty } from './parties.js';
import type { DecidedBy, Evidence, Trace, Trigger } from './parts.js';
import { reasonOf, type Reason } from './reason.js';
import type { Recording } from './record.js';
import type { Conversation } from './state.js';

/** Why and how a conversation goes to people. */
export interface Entering extends Reason {
  readonly trigger: Trigger;
  readonly decidedBy: DecidedBy;
  readonly trace?: Partial<Trace>;
  readonly evidence?: Evidence | null;
  /** Higher comes first; 0 unless said. */
  readonly priority?: number;
  readonly teamId?: string | null;
  readonly customerAsked?: boolean;
  /** A member takes it in the same breath: nobody waits, so nothing is armed for it. */
  readonly taken?: boolean;
}

/**
 * Writes `HandoffRequested` and what belongs to it: an open offer is superseded, the deadlines of the AI end and those of
 * waiting begin (row 27: the AI stops here, not at the claim). Out of hours it is noted, and the form may go out at once.
 */
export function enterQueue(log: Recording, entering: Entering, context: DecisionContext): void {
  supersedeOffer(log);
  const { state } = log;
  const { trigger, decidedBy, evidence, taken = false } = entering;
  const { version, policy } = currentWaitPolicy(context.workspace);
  const from = handler(state, context);
  const lastAgent = from.kind === 'ai_agent' ? from : null;
  const handoffId = context.newId(`handoff-${state.handoffs + 1}`);
  const reason = reasonOf(state, entering);
  const customerAsked = entering.customerAsked ?? state.customerAsked;
  const hours = outOfHours(context);
  const formAtOnce = hours?.formAtOnce === true && !taken;
  // Given back to an agent that is gone: it never left the queue, as far as the customer is concerned.
  const back = trigger === 'agent_unavailable' ? state.returned : null;
  const teamId = entering.teamId ?? back?.teamId ?? null;
  const idles = !(customerAsked || taken) || idlesWhileWaiting(lastAgent, context);

  log.write('HandoffRequested', {
    handoffId,
    number: state.handoffs + 1,
    from,
    to: queueParty(teamId, context),
    decidedBy,
    trigger,
    ...reason,
    priority: entering.priority ?? (reason.reasonCode === 'urgent' ? 1 : 0),
    teamId,
    queuedAt: back?.queuedAt ?? context.at,
    customerAsked,
    ...(back?.lastAssigneeId ? { tellFirst: back.lastAssigneeId } : {}),
    trace: {
      agentId: lastAgent?.id ?? null,
      agentVersion: lastAgent?.version ?? null,
      ...entering.trace,
      policyVersion: version,
    },
    ...(evidence ? { evidence } : {}),
    deadlines: {
      cancel: 'all',
      arm: [
        taken ? null : unclaimedDeadline(policy, { since: context.at, after: -1, formRequested: formAtOnce }),
        idles ? idleDeadline(lastAgent, context) : null,
      ],
    },
  });
  if (hours !== null && !taken) {
    log.write('OffHoursNoted', { handoffId, opensAt: hours.opensAt, hoursVersion: hours.version });
    if (formAtOnce) log.write('ContactFormRequested', { handoffId, formId: context.newId('form') });
  }
}

/** An offer that something else overtakes ends without an answer. */
export function supersedeOffer(log: Recording): void {
  if (log.state.offer === null) return;
  const { offerId } = log.state.offer;
  log.write('HandoffOfferLapsed', { offerId, cause: 'superseded', deadlines: { cancel: ['offer'] } });
}

function outOfHours(context: DecisionContext) {
  const { hours, hoursVersion } = context.workspace;
  if (hours === null || isOpen(hours, context.at)) return null;
  return {
    version: hoursVersion,
    opensAt: opensAt(hours, context.at),
    formAtOnce: hours.offHours === 'queue_and_contact_form',
  };
}

/** Row 36: why this conversation cannot be handed to people; `null` when it can. */
export function notHandable(state: Conversation): 'test_conversation' | 'not_identified' | null {
  if (state.environment === 'test') return 'test_conversation';
  return state.identified ? null : 'not_identified';
}

/** Row 32: whether the agent in control may hand off by its own rules. */
export function mayHandOff(state: Conversation, context: DecisionContext): boolean {
  const { agent } = state;
  return agent !== null && (settingsOf(context.agent(agent.id), agent.version)?.handoffEnabled ?? false);
}
