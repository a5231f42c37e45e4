import type { Decision } from '../kernel.js';
import { checkName, checkWhole } from '../limits.js';
import { refuse } from '../refusals.js';
import { same } from '../same.js';
import { changed, requireAdmin, requireExpected, type Edit, type WorkspaceContext } from './change.js';
import { checkBusinessHours, checkReasonCodes, checkWaitPolicy } from './check-settings.js';
import { builtInReasonCodes } from './defaults.js';
import type { BusinessHours, TransferPolicy, WaitPolicy, WorkspaceEvent } from './events.js';
import { currentWaitPolicy, type Workspace } from './state.js';

/*
 * Every change of a setting here goes the same way: the role, quiet where it is so already, the second of two editors told about the
 * first, the limits, one event. All throw Rejected `workspace_not_found`, `role_not_allowed`, `changed_meanwhile` and `invalid_setting`.
 */

export interface SetDefaultAgent extends Edit {
  /** `null`: every channel without an agent of its own. */
  readonly channel: string | null;
  readonly agentId: string | null;
}

/** Row 50: which agent gets new conversations. @throws Rejected also `agent_not_found`, `agent_archived` */
export function setDefaultAgent(
  state: Workspace,
  request: SetDefaultAgent,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { channel, agentId } = request;
  const key = channel ?? '*';
  if (state.defaultAgents[key] === agentId) return [];
  requireExpected(state, `default_agent:${key}`, request);
  if (agentId !== null) {
    const agent = context.agent(agentId);
    if (agent === undefined || agent.agentId === '') throw refuse('agent_not_found', { agentId });
    if (agent.archived) throw refuse('agent_archived', { agentId });
  }
  return changed(state, 'DefaultAgentSet', { channel, agentId }, request, context);
}

export interface ChangeWaitPolicy extends Edit {
  readonly policy: WaitPolicy;
}

/** Row 56 and the steps of waiting; handoffs that wait already keep the policy they began with. @throws Rejected also `team_not_found` */
export function changeWaitPolicy(
  state: Workspace,
  request: ChangeWaitPolicy,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { version, policy } = currentWaitPolicy(state);
  if (same(policy, request.policy)) return [];
  requireExpected(state, 'wait_policy', request);
  checkWaitPolicy(state, request.policy);
  return changed(state, 'WaitPolicyChanged', { version: version + 1, policy: request.policy }, request, context);
}

export interface ChangeBusinessHours extends Edit {
  /** `null`: always open. */
  readonly hours: BusinessHours | null;
}

export function changeBusinessHours(
  state: Workspace,
  request: ChangeBusinessHours,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { hours } = request;
  if (same(state.hours, hours)) return [];
  requireExpected(state, 'business_hours', request);
  if (hours !== null) checkBusinessHours(hours);
  return changed(state, 'BusinessHoursChanged', { version: state.hoursVersion + 1, hours }, request, context);
}

export interface ChangeReasonCodes extends Edit {
  /** The workspace's own codes, besides the built-in ones. */
  readonly toPeople: readonly string[];
  readonly toAi: readonly string[];
}

export function changeReasonCodes(
  state: Workspace,
  request: ChangeReasonCodes,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const toPeople = own(request.toPeople, builtInReasonCodes.toPeople);
  const toAi = own(request.toAi, builtInReasonCodes.toAi);
  const before = {
    toPeople: own(state.reasonCodes.toPeople, builtInReasonCodes.toPeople),
    toAi: own(state.reasonCodes.toAi, builtInReasonCodes.toAi),
  };
  if (same(before, { toPeople, toAi })) return [];
  requireExpected(state, 'reason_codes', request);
  checkReasonCodes([...toPeople, ...toAi]);
  return changed(state, 'ReasonCodesChanged', { toPeople, toAi }, request, context);
}

function own(codes: readonly string[], builtIn: readonly string[]): readonly string[] {
  return [...new Set(codes)].filter((code) => !builtIn.includes(code));
}

export interface ChangeLoopLimit extends Edit {
  readonly limit: number;
}

/** How many handoffs from agent to agent may follow one another before people are asked. */
export function changeLoopLimit(
  state: Workspace,
  request: ChangeLoopLimit,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  if (state.loopLimit === request.limit) return [];
  requireExpected(state, 'loop_limit', request);
  checkWhole('limit', request.limit, 1, 50);
  return changed(state, 'LoopLimitChanged', { limit: request.limit }, request, context);
}

export interface ChangeTransferPolicy extends Edit, TransferPolicy {}

/** Row 76. */
export function changeTransferPolicy(
  state: Workspace,
  request: ChangeTransferPolicy,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { whenCustomerAsked, whenSensitive } = request;
  if (same(state.transferPolicy, { whenCustomerAsked, whenSensitive })) return [];
  requireExpected(state, 'transfer_policy', request);
  return changed(state, 'TransferPolicyChanged', { whenCustomerAsked, whenSensitive }, request, context);
}

export interface ChangeChannel extends Edit {
  readonly channel: string;
  /** Row 49: a staging channel runs the applied, unpublished version. */
  readonly environment: 'live' | 'staging';
  readonly enabled: boolean;
}

export function changeChannel(
  state: Workspace,
  request: ChangeChannel,
  context: WorkspaceContext,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { channel, environment, enabled } = request;
  if (same(state.channels[channel], { environment, enabled })) return [];
  requireExpected(state, `channel:${channel}`, request);
  checkName('channel', channel);
  return changed(state, 'ChannelChanged', { channel, environment, enabled }, request, context);
}
