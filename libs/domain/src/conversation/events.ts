import type { ContactDetails } from '../contact/events.js';
import type { EventsOf, Instant, Personal } from '../kernel.js';
import type {
  AgentParty,
  Attachment,
  CloseOutcome,
  ContextPackage,
  Control,
  DeadlineChange,
  DeadlineKind,
  DecidedBy,
  Environment,
  Evidence,
  MemberParty,
  MessageRange,
  Party,
  ReturnCause,
  StoredDetection,
  TimeoutEffect,
  Trace,
  Trigger,
  Turn,
} from './parts.js';

/*
 * These types are the storage format of every `conversation-{id}` stream: version them with care. A new optional field needs
 * no version; a changed meaning is a new type. Personal fields are listed in ../personal-fields.ts and stored sealed.
 */

export interface ConversationEventMap {
  ConversationStarted: {
    readonly contactId: string;
    readonly channel: string;
    /** Counts the conversations of this contact on this channel. */
    readonly sequence: number;
    readonly environment: Environment;
    /** Row 36: a stable external user id came with the first message. */
    readonly identified: boolean;
    readonly agent: AgentParty | null;
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
    /** Row 8: which messages the agent was given when it answered. */
    readonly given?: MessageRange;
    readonly agent: AgentParty;
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
    readonly agent: AgentParty;
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
    /** The member to tell before all others: who had the conversation when it went to an agent that never answered. */
    readonly tellFirst?: string;
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
    readonly member: MemberParty;
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
    readonly deadlines?: DeadlineChange;
  };
  Transferred: Control;
  Released: Control & { readonly cause: 'by_member' | 'first_response' | 'next_response' | 'member_removed' };
  ReturnedToAI: Control & {
    readonly agentId: string;
    readonly agentVersion: number;
    /** The handoff whose stretch this ends; `handoffId` is the return's own. */
    readonly endsHandoffId: string;
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
    readonly effect: TimeoutEffect;
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
  OffHoursNoted: { readonly handoffId: string; readonly opensAt: Instant | null; readonly hoursVersion: number };
  ContactFormSubmitted: {
    readonly formId: string | null;
    readonly followUpId: string;
    readonly details: Personal<ContactDetails>;
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
    /** The id the channel gave our message: how an echo of it is recognised. */
    readonly channelMessageId?: string;
    readonly code?: string;
  };
}

export type ConversationEvent = EventsOf<ConversationEventMap>;
export type ConversationEventType = keyof ConversationEventMap;
