import type { EventsOf, Instant, Personal } from '../kernel.js';

/*
 * These types are the storage format of every `conversation-{id}` stream: version them with care. A new optional field needs
 * no version; a changed meaning is a new type. Personal fields are listed in ../personal-fields.ts and stored sealed.
 */

/** Who gives or receives a conversation. A `queue` may be that of one team. */
export type Party =
  | { readonly kind: 'ai_agent'; readonly id: string; readonly name: string; readonly version: number }
  | { readonly kind: 'member'; readonly id: string; readonly name: Personal<string> }
  | { readonly kind: 'queue'; readonly id: string | null; readonly name: string | null };

export type DecidedBy = { readonly kind: 'agent_rule' | 'customer' | 'member' | 'system'; readonly id: string };

/** What fired. */
export type Trigger =
  | 'explicit_request'
  | 'keyword'
  | 'sentiment'
  | 'failed_responses'
  | 'offer_accepted'
  | 'agent_decision'
  | 'agent_unavailable'
  | 'agent_failure'
  | 'loop_limit'
  | 'contact_preference'
  | 'human_only_elsewhere'
  | 'member_takeover'
  | 'member_unassigned_agent'
  | 'member_switched_to_human'
  | 'outside_reply'
  | 'claim'
  | 'assignment'
  | 'transfer'
  | 'release'
  | 'transfer_to_ai'
  | 'return_to_ai'
  | 'agent_to_agent'
  | 'customer_cancelled'
  | 'deadline';

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

/** An immutable copy of what the receiver was given. `sha256` is over the canonical JSON of the rest. */
export interface ContextPackage {
  readonly summary?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly note?: string;
  readonly attachments?: readonly string[];
  /** First and last message of the transcript that goes with it, by our message ids. */
  readonly transcript?: { readonly from: string; readonly to: string; readonly messages: number };
}

/** Why a trigger fired: what it saw and what it was held against. Words of the customer stand in `evidence`, sealed. */
export interface Trace {
  readonly agentId: string | null;
  readonly agentVersion: number | null;
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

export type CloseOutcome = 'resolved' | 'unresolved' | 'abandoned' | 'unclaimed' | 'erased';

export interface ConversationEventMap {
  ConversationStarted: {
    readonly contactId: string;
    readonly channel: string;
    /** Counts the conversations of this contact on this channel. */
    readonly sequence: number;
    readonly environment: Environment;
    /** Row 36: a stable external user id came with the first message. */
    readonly identified: boolean;
    readonly agent: Extract<Party, { kind: 'ai_agent' }> | null;
    readonly previousConversationId: string | null;
    readonly linkedConversationId?: string;
    readonly epoch: number;
    readonly entry: number;
  };
  CustomerMessageReceived: {
    readonly messageId: string;
    readonly channelMessageId: string;
    readonly receivedAt: Instant;
    readonly text: Personal<string>;
    readonly attachments: Personal<readonly Attachment[]>;
    readonly detection: StoredDetection;
    readonly evidence: Personal<Evidence>;
    readonly turn?: Turn;
    readonly deadlines?: DeadlineChange;
  };
  AgentReplied: {
    readonly messageId: string;
    readonly turnId: string;
    readonly inReplyTo: string | null;
    readonly agent: Extract<Party, { kind: 'ai_agent' }>;
    readonly epoch: number;
    readonly text: Personal<string>;
    readonly attachments: Personal<readonly Attachment[]>;
    readonly deadlines?: DeadlineChange;
  };
  AgentReplyFenced: {
    readonly turnId: string;
    readonly agentId: string;
    readonly epoch: number;
    readonly currentEpoch: number;
    readonly state: string;
  };
  AgentActionRecorded: {
    readonly actionId: string;
    readonly turnId: string;
    readonly agent: Extract<Party, { kind: 'ai_agent' }>;
    readonly name: string;
    readonly arguments: Personal<unknown>;
    readonly result: Personal<unknown>;
    readonly late: boolean;
  };
  TurnAssessed: {
    readonly turnId: string;
    /** What the runtime said of its own turn: sentiment in −1 … 1, whether it answered the question. */
    readonly inputs: Personal<{ readonly sentiment?: number; readonly answered?: boolean }>;
    readonly counters: Readonly<Record<string, number>>;
    readonly trace: Trace;
    readonly fired: Trigger | null;
  };
  HandoffOffered: {
    readonly offerId: string;
    readonly trigger: Trigger;
    readonly decidedBy: DecidedBy;
    readonly reasonCode: string;
    readonly reasonText?: Personal<string>;
    readonly context?: Personal<ContextPackage>;
    readonly trace: Trace;
    readonly deadlines?: DeadlineChange;
  };
  HandoffOfferAccepted: {
    readonly offerId: string;
    readonly messageId: string | null;
    readonly deadlines?: DeadlineChange;
  };
  HandoffOfferDeclined: {
    readonly offerId: string;
    readonly messageId: string | null;
    readonly deadlines?: DeadlineChange;
  };
  HandoffOfferLapsed: {
    readonly offerId: string;
    readonly cause: 'other_content' | 'superseded' | 'timed_out' | 'closed';
    readonly deadlines?: DeadlineChange;
  };
  HandoffRequested: Control & {
    readonly priority: number;
    readonly teamId: string | null;
    /** Original queue time: kept through releases and transfers. */
    readonly queuedAt: Instant;
    readonly customerAsked: boolean;
    readonly trace: Trace;
    readonly evidence?: Personal<Evidence>;
  };
  HandoffRefused: { readonly trigger: Trigger; readonly code: string; readonly decidedBy: DecidedBy };
  Claimed: Control;
  Assigned: Control;
  Assumed: Control;
  MemberReplied: {
    readonly messageId: string;
    /** The id the member's client, or the outside application, gave it. */
    readonly clientMessageId: string | null;
    readonly member: Extract<Party, { kind: 'member' }>;
    readonly via: 'inbox' | 'outside';
    readonly text: Personal<string>;
    readonly attachments: Personal<readonly Attachment[]>;
    readonly deadlines?: DeadlineChange;
  };
  ExternalReplyObserved: {
    readonly messageId: string;
    readonly clientMessageId: string;
    readonly memberId: string | null;
    readonly text: Personal<string>;
    readonly attachments: Personal<readonly Attachment[]>;
  };
  Transferred: Control;
  Released: Control & { readonly cause: 'by_member' | 'first_response' | 'next_response' | 'member_removed' };
  ReturnedToAI: Control & {
    readonly agentId: string;
    readonly agentVersion: number;
    readonly cause: ReturnCause;
    /** Row 43 against row 68: wait for the customer's next message, or take a turn at once. */
    readonly resume: 'on_next_message' | 'immediate';
    readonly warningOverridden?: string;
    readonly turn?: Turn;
  };
  HandedOffToAgent: Control & { readonly resume: 'on_next_message' | 'immediate'; readonly turn?: Turn };
  TimedOut: {
    readonly kind: DeadlineKind;
    readonly dueAt: Instant;
    readonly generation: number;
    readonly step: number | null;
    readonly effect: string;
    readonly handoffId: string | null;
    readonly entry: number;
    readonly deadlines?: DeadlineChange;
  };
  ContactFormRequested: { readonly handoffId: string; readonly formId: string };
  Renotified: { readonly handoffId: string; readonly step: number };
  FallbackTeamSet: {
    readonly handoffId: string;
    readonly teamId: string;
    readonly step: number;
    readonly entry: number;
  };
  OffHoursNoted: { readonly handoffId: string; readonly opensAt: Instant | null };
  ContactFormSubmitted: {
    readonly formId: string | null;
    readonly followUpId: string;
    readonly details: Personal<{
      readonly name?: string;
      readonly phone?: string;
      readonly email?: string;
      readonly note?: string;
    }>;
  };
  ConversationClosed: {
    readonly by: DecidedBy;
    readonly outcome: CloseOutcome;
    readonly reasonCode: string;
    readonly reasonText?: Personal<string>;
    /** The handoff whose stretch this ends, if there was one. */
    readonly handoffId: string | null;
    readonly from: Party | null;
    readonly epoch: number;
    readonly entry: number;
    readonly deadlines?: DeadlineChange;
  };
  NoticeSent: { readonly noticeId: string; readonly kind: string; readonly causedBy: string };
  DeliveryRecorded: {
    readonly messageId: string;
    readonly status: 'sent' | 'delivered' | 'failed';
    readonly code?: string;
  };
}

export type ConversationEvent = EventsOf<ConversationEventMap>;
export type ConversationEventType = keyof ConversationEventMap;
