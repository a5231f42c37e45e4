import type { Aggregate, Instant, Personal } from '../kernel.js';
import type { AgentEvent, AgentSettings } from './events.js';

/** An AI agent as its stream tells it. */
export interface Agent {
  /** Empty until it is registered. */
  readonly agentId: string;
  readonly name: string;
  /** Settings by version; version 1 stands first. */
  readonly versions: readonly AgentSettings[];
  readonly published: number | null;
  readonly archived: boolean;
  readonly entries: number;
  /** Who changed it last, so that a second editor can be told about the first. */
  readonly lastChange: { readonly byName: Personal<string>; readonly at: Instant } | null;
}

const initial: Agent = {
  agentId: '',
  name: '',
  versions: [],
  published: null,
  archived: false,
  entries: 0,
  lastChange: null,
};

function evolve(state: Agent, event: AgentEvent): Agent {
  const next = apply(state, event);
  if (next === null) return state;
  return { ...next, entries: event.data.entry, lastChange: { byName: event.data.byName, at: event.at } };
}

function apply(state: Agent, event: AgentEvent): Agent | null {
  switch (event.type) {
    case 'AgentRegistered':
      return { ...state, agentId: event.data.agentId, name: event.data.name };
    case 'AgentVersionApplied':
      return { ...state, name: event.data.settings.name, versions: [...state.versions, event.data.settings] };
    case 'AgentVersionPublished':
      return { ...state, published: event.data.version };
    case 'AgentUnpublished':
      return { ...state, published: null };
    case 'AgentArchived':
      return { ...state, published: null, archived: true };
    default:
      return null;
  }
}

export const agent: Aggregate<Agent, AgentEvent> = { category: 'agent', initial, evolve };

/**
 * The version that answers in an environment, or `null` when the agent is not active there: live needs a published version,
 * staging and test chats run the one applied last (row 49).
 */
export function activeVersion(of: Agent | undefined, environment: 'live' | 'staging' | 'test'): number | null {
  if (of === undefined || of.agentId === '' || of.archived) return null;
  if (environment === 'live') return of.published;
  return of.versions.length === 0 ? null : of.versions.length;
}

/** The settings of one version, if there is such a version. */
export function settingsOf(of: Agent | undefined, version: number): AgentSettings | undefined {
  return of?.versions[version - 1];
}
