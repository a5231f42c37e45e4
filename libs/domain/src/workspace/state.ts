import type { Aggregate, Instant, Personal } from '../kernel.js';
import { builtInReasonCodes, defaultLoopLimit, defaultWaitPolicy } from './defaults.js';
import type { BusinessHours, Role, TransferPolicy, WaitPolicy, WorkspaceEvent, WorkspaceEventMap } from './events.js';

/** A person who acts, as commands carry them: from the token, not from the stream. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** A member as the workspace knows them. `name` is `null` once erased; a removed member stays known by id. */
export interface KnownMember {
  readonly name: Personal<string>;
  readonly role: Role;
  readonly removed: boolean;
}

export interface Team {
  readonly name: string;
  readonly memberIds: readonly string[];
  readonly removed: boolean;
}

/** An API key as the workspace knows it; the key itself is known to its holder only. */
export interface KnownApiKey {
  readonly name: string;
  /** `integration` or `agent_runtime`. */
  readonly scope: string;
  readonly agentId: string | null;
  /** `null`: all that its scope may. */
  readonly permissions: readonly string[] | null;
  /** SHA-256 of its secret, in hexadecimal digits; empty where none was kept, so that it opens nothing. */
  readonly hash: string;
  readonly issuedAt: Instant;
  readonly issuedByName: Personal<string>;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** A tenant's settings as its stream tells them. */
export interface Workspace {
  /** Empty until it is created. */
  readonly workspaceId: string;
  readonly name: string;
  readonly entries: number;
  readonly members: Readonly<Record<string, KnownMember>>;
  readonly teams: Readonly<Record<string, Team>>;
  /** The agent that gets new conversations by channel; `*` is every channel without one of its own. */
  readonly defaultAgents: Readonly<Record<string, string | null>>;
  /** Every version, since a handoff keeps the one it began with; version 0 is the default. */
  readonly waitPolicies: readonly WaitPolicy[];
  readonly hours: BusinessHours | null;
  readonly hoursVersion: number;
  /** The built-in codes and the workspace's own. */
  readonly reasonCodes: { readonly toPeople: readonly string[]; readonly toAi: readonly string[] };
  readonly loopLimit: number;
  readonly transferPolicy: TransferPolicy;
  readonly channels: Readonly<Record<string, { readonly environment: 'live' | 'staging'; readonly enabled: boolean }>>;
  readonly apiKeys: Readonly<Record<string, KnownApiKey>>;
  readonly legalHolds: readonly string[];
  /** The public key that the ledger is signed with since the last rotation; `null` before the first. */
  readonly ledgerKey: string | null;
  /** By setting: how often it was changed, and who did so last, so that a second editor can be told about the first. */
  readonly changes: Readonly<Record<string, Change>>;
}

export interface Change {
  readonly version: number;
  readonly byName: Personal<string>;
  readonly at: Instant;
}

/**
 * Ids are what callers write: one called `constructor` must name nobody, and not what every object of JavaScript inherits.
 */
const none = Object.create(null) as Readonly<Record<string, never>>;

/** The same with one more, or another in its place. */
function withEntry<Value>(entries: Readonly<Record<string, Value>>, id: string, value: Value): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, entries, { [id]: value });
}

const initial: Workspace = {
  workspaceId: '',
  name: '',
  entries: 0,
  members: none,
  teams: none,
  defaultAgents: none,
  waitPolicies: [defaultWaitPolicy],
  hours: null,
  hoursVersion: 0,
  reasonCodes: builtInReasonCodes,
  loopLimit: defaultLoopLimit,
  transferPolicy: { whenCustomerAsked: 'warn', whenSensitive: 'warn' },
  channels: none,
  apiKeys: none,
  legalHolds: [],
  ledgerKey: null,
  changes: none,
};

function evolve(state: Workspace, event: WorkspaceEvent): Workspace {
  const next = apply(state, event);
  if (next === null) return state;
  const setting = settingOf(event);
  const { entry, byName } = event.data;
  if (setting === null) return { ...next, entries: entry };
  const version = (state.changes[setting]?.version ?? 0) + 1;
  return { ...next, entries: entry, changes: withEntry(state.changes, setting, { version, byName, at: event.at }) };
}

function apply(state: Workspace, event: WorkspaceEvent): Workspace | null {
  switch (event.type) {
    case 'WorkspaceCreated':
      return { ...state, workspaceId: event.data.workspaceId, name: event.data.name };
    case 'DefaultAgentSet':
      return {
        ...state,
        defaultAgents: withEntry(state.defaultAgents, event.data.channel ?? '*', event.data.agentId),
      };
    case 'MemberAdded':
      return withMember(state, event.data.memberId, { name: event.data.name, role: event.data.role, removed: false });
    case 'MemberRoleChanged':
      return withMember(state, event.data.memberId, { role: event.data.to });
    case 'MemberRemoved':
      return withMember(state, event.data.memberId, { removed: true });
    case 'TeamChanged': {
      const { teamId, name, memberIds, removed } = event.data;
      return { ...state, teams: withEntry(state.teams, teamId, { name, memberIds, removed }) };
    }
    case 'WaitPolicyChanged':
      return { ...state, waitPolicies: [...state.waitPolicies, event.data.policy] };
    case 'BusinessHoursChanged':
      return { ...state, hours: event.data.hours, hoursVersion: event.data.version };
    case 'ReasonCodesChanged': {
      const { toPeople, toAi } = builtInReasonCodes;
      return {
        ...state,
        reasonCodes: { toPeople: [...toPeople, ...event.data.toPeople], toAi: [...toAi, ...event.data.toAi] },
      };
    }
    case 'LoopLimitChanged':
      return { ...state, loopLimit: event.data.limit };
    case 'TransferPolicyChanged': {
      const { whenCustomerAsked, whenSensitive } = event.data;
      return { ...state, transferPolicy: { whenCustomerAsked, whenSensitive } };
    }
    case 'ChannelChanged': {
      const { channel, environment, enabled } = event.data;
      return { ...state, channels: withEntry(state.channels, channel, { environment, enabled }) };
    }
    case 'ApiKeyIssued':
      return { ...state, apiKeys: withEntry(state.apiKeys, event.data.keyId, issuedKey(event.data, event.at)) };
    case 'ApiKeyRevoked': {
      const known = state.apiKeys[event.data.keyId];
      if (known === undefined) return state;
      return { ...state, apiKeys: withEntry(state.apiKeys, event.data.keyId, { ...known, revokedAt: event.at }) };
    }
    case 'LegalHoldSet': {
      const others = state.legalHolds.filter((id) => id !== event.data.contactId);
      return { ...state, legalHolds: event.data.held ? [...others, event.data.contactId] : others };
    }
    case 'LedgerKeyRotated':
      return { ...state, ledgerKey: event.data.newKey };
    // What these change is kept beside the log, with its secrets.
    case 'WebhookChanged':
    case 'ConnectorChanged':
    case 'EvidenceViewed':
    case 'AccessRefused':
      return state;
    default:
      return null;
  }
}

function withMember(state: Workspace, memberId: string, change: Partial<KnownMember>): Workspace {
  const known: KnownMember = { name: null, role: 'auditor', removed: false, ...state.members[memberId], ...change };
  return { ...state, members: withEntry(state.members, memberId, known) };
}

function issuedKey(data: WorkspaceEventMap['ApiKeyIssued'], issuedAt: Instant): KnownApiKey {
  const { scope, name = scope, agentId = null, permissions = null, hash = '', expiresAt, byName } = data;
  return { name, scope, agentId, permissions, hash, issuedAt, issuedByName: byName, expiresAt, revokedAt: null };
}

/** The setting an event changes: what two editors could change at once. */
function settingOf(event: WorkspaceEvent): string | null {
  switch (event.type) {
    case 'DefaultAgentSet':
      return `default_agent:${event.data.channel ?? '*'}`;
    case 'TeamChanged':
      return `team:${event.data.teamId}`;
    case 'WaitPolicyChanged':
      return 'wait_policy';
    case 'BusinessHoursChanged':
      return 'business_hours';
    case 'ReasonCodesChanged':
      return 'reason_codes';
    case 'LoopLimitChanged':
      return 'loop_limit';
    case 'TransferPolicyChanged':
      return 'transfer_policy';
    case 'ChannelChanged':
      return `channel:${event.data.channel}`;
    default:
      return null;
  }
}

export const workspace: Aggregate<Workspace, WorkspaceEvent> = { category: 'workspace', initial, evolve };

/** The wait policy new handoffs begin with, and its version. */
export function currentWaitPolicy(of: Workspace): { readonly version: number; readonly policy: WaitPolicy } {
  const version = of.waitPolicies.length - 1;
  return { version, policy: waitPolicy(of, version) };
}

/** One version of the wait policy; the default when the version is unknown. */
export function waitPolicy(of: Workspace, version: number): WaitPolicy {
  return of.waitPolicies[version] ?? defaultWaitPolicy;
}

/** Row 50: the agent that gets new conversations on a channel. */
export function defaultAgentOf(of: Workspace, channel: string): string | null {
  return of.defaultAgents[channel] ?? of.defaultAgents['*'] ?? null;
}
