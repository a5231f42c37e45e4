import type { Instant, Personal } from '../kernel.js';

/* The parts events are made of: storage format too. Version them with care. */

export interface AgentParty {
  readonly kind: 'ai_agent';
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

export interface MemberParty {
  readonly kind: 'member';
  readonly id: string;
  readonly name: Personal<string>;
}

/** Who gives or receives a conversation. A `queue` may be that of one team; a `channel` gives one that no agent ever had. */
export type Party =
  | AgentParty
  | MemberParty
  | { readonly kind: 'queue'; readonly id: string | null; readonly name: string | null }
  | { readonly kind: 'channel'; readonly id: string; readonly name: null };

export interface DecidedBy {
  readonly kind: 'agent_rule' | 'customer' | 'member' | 'system';
  readonly id: string;
  /** Of an agent or a member, since 2026-11-20; a member's is sealed, and `null` once erased. */
  readonly name?: Personal<string>;
}

/** Everything that can fire. */
export const triggers = [
  'explicit_request',
  'keyword',
  'sentiment',
  'failed_responses',
  'offer_accepted',
  'agent_decision',
  'agent_unavailable',
  'agent_failure',
  'loop_limit',
  'contact_preference',
  'human_only_elsewhere',
  'member_takeover',
  'member_unassigned_agent',
  'member_switched_to_human',
  'outside_reply',
  'claim',
  'assignment',
  'transfer',
  'release',
  'transfer_to_ai',
  'return_to_ai',
  'agent_to_agent',
  'customer_cancelled',
  'deadline',
] as const;

/** What fired. */
export type Trigger = (typeof triggers)[number];

export type DeadlineKind = 'unclaimed' | 'idle' | 'first_response' | 'next_response' | 'offer' | 'agent_turn';

/** A promise to act at `dueAt`. A timer whose generation is no longer the armed one does nothing. */
export interface Deadline {
  readonly kind: DeadlineKind;
  readonly dueAt: Instant;
  readonly generation: number;
  /** Index of the wait policy's step, for `unclaimed`. */
  readonly step?: number;
}

/** How an event changes the armed deadlines: `armed` replaces the one of its kind, `cancelled` takes it away. */
export interface DeadlineChange {
  readonly armed: readonly Deadline[];
  readonly cancelled: readonly DeadlineKind[];
}

/** An answer that an agent owes; opened by a customer's message or by an immediate return. */
export interface Turn {
  readonly turnId: string;
  readonly agentId: string;
  readonly agentVersion: number;
  readonly epoch: number;
  readonly cause: 'message' | 'resume';
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly url: string;
}

/** First and last message of what somebody was given to see, by our message ids, and how many lie between, both included. */
export interface MessageRange {
  readonly from: string;
  readonly to: string;
  readonly messages: number;
}

/** An immutable copy of what the receiver was given; the envelope it is sealed in carries its hash. */
export interface ContextPackage {
  readonly summary?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly note?: string;
  readonly attachments?: readonly string[];
  readonly transcript?: MessageRange;
}

/** Why a trigger fired: what it saw and what it was held against. Words of the customer stand in `evidence`, sealed. */
export interface Trace {
  readonly agentId: string | null;
  readonly agentVersion: number | null;
  /** Of the workspace's wait policy; the handoff keeps it. */
  readonly policyVersion: number;
  readonly detectorVersion?: string;
  readonly language?: string | null;
  readonly rule?: string;
  readonly counters?: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** What every event that moves control or responsibility says. `entry` counts the ledger's events of this stream. */
export interface Control {
  readonly handoffId: string;
  readonly number: number;
  readonly epoch: number;
  readonly entry: number;
  readonly from: Party;
  readonly to: Party;
  readonly decidedBy: DecidedBy;
  readonly trigger: Trigger;
  readonly reasonCode: string;
  readonly reasonText?: Personal<string>;
  readonly context?: Personal<ContextPackage>;
  readonly deadlines?: DeadlineChange;
}

/** What was found in a customer's message, at the time it came. Words of the customer stand in `evidence`, sealed. */
export interface StoredDetection {
  readonly explicitRequest: boolean;
  readonly keyword: boolean;
  readonly answer: 'yes' | 'no' | 'other';
  readonly satisfied: boolean;
  readonly language: string | null;
  readonly rule: string | null;
  readonly detectorVersion: string;
}

/** The matched words behind a detection. */
export interface Evidence {
  readonly keywords: readonly string[];
  readonly matched: string | null;
}

export type Environment = 'live' | 'staging' | 'test';

export type ReturnCause = 'returned_by_member' | 'transferred_by_assignee' | 'idle_timeout' | 'customer_cancelled';

/** What a deadline did when it fired. */
export type TimeoutEffect =
  | 'notify'
  | 'contact_form'
  | 'fallback_team'
  | 'close'
  | 'returned_to_ai'
  | 'released'
  | 'offer_lapsed'
  | 'handoff_requested'
  | 'none';

export type CloseOutcome = 'resolved' | 'unresolved' | 'abandoned' | 'unclaimed' | 'erased';
