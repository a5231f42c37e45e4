import type { EventsOf, Personal } from '../kernel.js';

/* The storage format of `agent-{id}` streams: version with care. Every event is an entry of the workspace audit log. */

/** When an agent's own rules hand a conversation to people. `null` switches a trigger off. */
export interface TriggerSettings {
  readonly keywords: readonly string[];
  /** Fires when each of the last `window` assessed messages is at or below `threshold` (−1 worst … 1 best). */
  readonly sentiment: { readonly threshold: number; readonly window: number } | null;
  /** Fires at this many failed responses in a row. */
  readonly failedResponses: { readonly count: number } | null;
}

/** What one applied version of an agent fixes. */
export interface AgentSettings {
  readonly name: string;
  readonly handoffEnabled: boolean;
  readonly instructions: string;
  readonly triggers: TriggerSettings;
  /** Minutes of silence after which people give way to the agent again; `null`: only a person returns it. */
  readonly idleTimeoutMinutes: number | null;
  readonly idleReturnWhileWaiting: boolean;
  readonly offerBeforeHandoff: boolean;
  /** How long an offer stays open, and how long a turn may take, in seconds. */
  readonly offerTimeoutSeconds: number;
  readonly turnTimeoutSeconds: number;
  readonly messages: {
    readonly handoff: string;
    readonly joined: string;
    readonly offer: string;
    readonly contactForm: string;
  };
  readonly endpoint: string | null;
}

interface Entry {
  readonly entry: number;
  /** Who changed it, by name, so that the audit log stands on its own. */
  readonly byName: Personal<string>;
}

export interface AgentEventMap {
  AgentRegistered: Entry & { readonly agentId: string; readonly name: string };
  AgentVersionApplied: Entry & { readonly version: number; readonly settings: AgentSettings };
  AgentVersionPublished: Entry & { readonly version: number };
  AgentUnpublished: Entry & { readonly version: number };
  AgentArchived: Entry;
}

export type AgentEvent = EventsOf<AgentEventMap>;
