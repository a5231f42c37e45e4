import type { Decision, Instant } from '../kernel.js';
import { checkName } from '../limits.js';
import { refuse } from '../refusals.js';
import { same } from '../same.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import { checkSettings } from './check-settings.js';
import { defaultAgentSettings } from './defaults.js';
import type { AgentEvent, AgentSettings } from './events.js';
import type { Agent } from './state.js';

interface By {
  /** An admin or owner. */
  readonly member: Member;
}

interface Edit extends By {
  /** The last version the editor saw: if there is a newer one, they are told who made it instead. */
  readonly expectedVersion?: number;
}

interface Now {
  readonly at: Instant;
}

export interface RegisterAgent extends By {
  readonly agentId: string;
  readonly name: string;
  /** Of version 1; the conservative defaults when left out. */
  readonly settings?: AgentSettings;
}

/**
 * A new agent, with version 1 applied and nothing published.
 * @throws Rejected `already_exists`, `invalid_setting`, `text_too_long`, `too_many_phrases`, `phrase_too_long`, `role_not_allowed`
 */
export function registerAgent(state: Agent, request: RegisterAgent, { at }: Now): Decision<AgentEvent> {
  const { agentId, name, member } = request;
  requireRole(member.role, 'admin');
  const settings = request.settings ?? { ...defaultAgentSettings, name };
  if (state.agentId !== '') {
    if (state.agentId === agentId && same(state.versions[0], settings)) return [];
    throw refuse('already_exists', { agentId: state.agentId });
  }
  checkName('name', name);
  checkSettings(settings);
  const byName = member.name;
  return [
    { type: 'AgentRegistered', at, data: { agentId, name, entry: 1, byName } },
    { type: 'AgentVersionApplied', at, data: { version: 1, settings, entry: 2, byName } },
  ];
}

export interface ApplyAgentVersion extends Edit {
  readonly settings: AgentSettings;
}

/**
 * Row 35: saves a new version, which answers only on staging until it is published. Settings as they already are make none.
 * @throws Rejected `agent_not_found`, `agent_archived`, `changed_meanwhile` (with `version`, `changedBy`, `changedAt`), and as `registerAgent`
 */
export function applyAgentVersion(state: Agent, request: ApplyAgentVersion, { at }: Now): Decision<AgentEvent> {
  const { member, settings } = request;
  requireEditable(state, request);
  if (same(state.versions.at(-1), settings)) return [];
  requireExpected(state, request);
  checkSettings(settings);
  const version = state.versions.length + 1;
  return [
    { type: 'AgentVersionApplied', at, data: { version, settings, entry: state.entries + 1, byName: member.name } },
  ];
}

export interface PublishAgent extends Edit {
  /** The last applied one when left out; an older one to go back. */
  readonly version?: number;
}

/**
 * Row 35: the version answers customers from now on.
 * @throws Rejected `version_not_found`, `agent_not_found`, `agent_archived`, `changed_meanwhile`, `role_not_allowed`
 */
export function publishAgent(state: Agent, request: PublishAgent, { at }: Now): Decision<AgentEvent> {
  requireEditable(state, request);
  const version = request.version ?? state.versions.length;
  if (state.published === version) return [];
  requireExpected(state, request);
  if (state.versions[version - 1] === undefined) throw refuse('version_not_found', { version });
  return [
    { type: 'AgentVersionPublished', at, data: { version, entry: state.entries + 1, byName: request.member.name } },
  ];
}

/**
 * Row 63: stops the agent for new conversations at once, on all channels; its history stays.
 * @throws Rejected `agent_not_found`, `role_not_allowed`
 */
export function unpublishAgent(state: Agent, { member }: By, { at }: Now): Decision<AgentEvent> {
  requireKnown(state, member);
  const { published, entries } = state;
  if (published === null) return [];
  return [{ type: 'AgentUnpublished', at, data: { version: published, entry: entries + 1, byName: member.name } }];
}

/**
 * Stops the agent for good.
 * @throws Rejected `agent_not_found`, `role_not_allowed`
 */
export function archiveAgent(state: Agent, { member }: By, { at }: Now): Decision<AgentEvent> {
  requireKnown(state, member);
  if (state.archived) return [];
  return [{ type: 'AgentArchived', at, data: { entry: state.entries + 1, byName: member.name } }];
}

function requireKnown(state: Agent, member: Member): void {
  requireRole(member.role, 'admin');
  if (state.agentId === '') throw refuse('agent_not_found');
}

function requireEditable(state: Agent, { member }: Edit): void {
  requireKnown(state, member);
  if (state.archived) throw refuse('agent_archived', { agentId: state.agentId });
}

function requireExpected({ versions, lastChange }: Agent, { expectedVersion }: Edit): void {
  if (expectedVersion === undefined || expectedVersion === versions.length) return;
  throw refuse('changed_meanwhile', {
    version: versions.length,
    changedBy: lastChange?.byName ?? null,
    changedAt: lastChange?.at ?? null,
  });
}
