import { settingsOf } from '../agent/state.js';
import { plusSeconds, type Instant } from '../kernel.js';
import type { WaitPolicy } from '../workspace/events.js';
import { waitPolicy } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import type { AgentParty } from './parts.js';
import type { DeadlineDraft } from './record.js';
import type { Conversation, OwedTurn } from './state.js';

/**
 * When the wait policy's next step after `after` is due. A notification at once needs no deadline: the handoff itself notifies.
 * The form goes out once per handoff, so its step is passed over when it did. `null`: no step is left.
 */
export function unclaimedDeadline(
  policy: WaitPolicy,
  wait: { readonly since: Instant; readonly after: number; readonly formRequested: boolean },
): DeadlineDraft | null {
  const step = policy.steps.findIndex(
    ({ kind, afterSeconds }, i) =>
      i > wait.after && !(kind === 'notify' && afterSeconds === 0) && !(kind === 'contact_form' && wait.formRequested),
  );
  const next = policy.steps[step];
  return next ? { kind: 'unclaimed', dueAt: plusSeconds(wait.since, next.afterSeconds), step } : null;
}

/** The unclaimed deadline of a wait that begins anew now, as after a release. */
export function unclaimedAgain(state: Conversation, context: DecisionContext): DeadlineDraft | null {
  if (state.handoff === null) return null;
  const { policyVersion, formRequested } = state.handoff;
  return unclaimedDeadline(waitPolicy(context.workspace, policyVersion), {
    since: context.at,
    after: -1,
    formRequested,
  });
}

/** Row 33: when people give way to the agent again, if its version says so; `null`: only a person returns it. */
export function idleDeadline(agent: AgentParty | null, context: DecisionContext): DeadlineDraft | null {
  if (agent === null) return null;
  const minutes = settingsOf(context.agent(agent.id), agent.version)?.idleTimeoutMinutes ?? null;
  return minutes === null ? null : { kind: 'idle', dueAt: plusSeconds(context.at, minutes * 60) };
}

/** Whether the agent wants the idle window to run before anybody is assigned, even where the customer asked for a person. */
export function idlesWhileWaiting(agent: AgentParty | null, context: DecisionContext): boolean {
  return agent !== null && (settingsOf(context.agent(agent.id), agent.version)?.idleReturnWhileWaiting ?? false);
}

/** Row 42: a message moves a running idle window on. */
export function idleExtended(state: Conversation, context: DecisionContext): DeadlineDraft | null {
  return state.deadlines.idle === undefined ? null : idleDeadline(state.lastAgent, context);
}

/** When the assignee owes the first, or the next, answer under the policy the handoff began with. */
export function responseDeadline(
  kind: 'first_response' | 'next_response',
  state: Conversation,
  context: DecisionContext,
): DeadlineDraft | null {
  const policy = waitPolicy(context.workspace, state.handoff?.policyVersion ?? 0);
  const seconds = kind === 'first_response' ? policy.firstResponseSeconds : policy.nextResponseSeconds;
  return seconds === null ? null : { kind, dueAt: plusSeconds(context.at, seconds) };
}

/** When an agent's turn fails if it is not answered. */
export function turnDeadline(
  agentId: string,
  turn: Pick<OwedTurn, 'agentVersion' | 'openedAt'>,
  context: DecisionContext,
): DeadlineDraft | null {
  const settings = settingsOf(context.agent(agentId), turn.agentVersion);
  return settings ? { kind: 'agent_turn', dueAt: plusSeconds(turn.openedAt, settings.turnTimeoutSeconds) } : null;
}
