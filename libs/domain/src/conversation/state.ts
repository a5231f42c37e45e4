import type { Instant, Personal } from '../kernel.js';
import type {
  AgentParty,
  ContextPackage,
  Deadline,
  DeadlineKind,
  DecidedBy,
  Environment,
  Trace,
  Trigger,
} from './parts.js';

/** Where a conversation stands. `handoff_offered`: the AI still answers. `waiting` and `human` are the human-only mode. */
export type Status = 'none' | 'ai' | 'handoff_offered' | 'waiting' | 'human' | 'closed';

/** The stretch that is open: from its `HandoffRequested` until the return or the close. */
export interface OpenHandoff {
  readonly handoffId: string;
  readonly number: number;
  /** Original queue time, kept through releases and transfers: the order of the queue. */
  readonly queuedAt: Instant;
  readonly priority: number;
  readonly teamId: string | null;
  readonly trigger: Trigger;
  readonly reasonCode: string;
  /** The wait policy it began with, and keeps. */
  readonly policyVersion: number;
  /** When the wait began that its unclaimed steps are counted from; a release begins a new one. */
  readonly waitingSince: Instant;
  readonly formRequested: boolean;
  /** Whether it ever had an assignee: until then the idle window of a customer who asked for a person does not run. */
  readonly assigned: boolean;
}

/** An offer of a person the customer has not answered; it holds what the handoff will say if they accept. */
export interface OpenOffer {
  readonly offerId: string;
  readonly trigger: Trigger;
  readonly reasonCode: string;
  readonly reasonText?: Personal<string>;
  readonly context?: Personal<ContextPackage>;
  readonly trace: Trace;
}

export interface Assignee {
  readonly id: string;
  readonly name: Personal<string>;
  readonly since: Instant;
}

/** One turn of the agent in control. */
export interface OwedTurn {
  readonly turnId: string;
  /** The customer's message that opened it; `null` for a resume. */
  readonly messageId: string | null;
  readonly agentVersion: number;
  readonly openedAt: Instant;
  readonly answered: boolean;
}

/** A stretch that a return ended and that no agent's answer has confirmed yet: it may have to come back at its old place. */
export interface ReturnedStretch {
  readonly queuedAt: Instant;
  readonly teamId: string | null;
  readonly lastAssigneeId: string | null;
}

/** What moved the conversation into its present mode: rows 44 and 45. */
export interface ModeChange {
  readonly at: Instant;
  readonly trigger: Trigger;
  readonly reasonCode: string;
  readonly decidedBy: DecidedBy;
}

/** A conversation as its stream tells it: plain data, all a decision needs. */
export interface Conversation {
  readonly status: Status;
  readonly contactId: string;
  readonly channel: string;
  readonly sequence: number;
  readonly environment: Environment;
  readonly identified: boolean;

  /** Version number of control. */
  readonly epoch: number;
  /** How many ledger events the stream has. */
  readonly entries: number;
  /** How many handoffs: the number of the last one. */
  readonly handoffs: number;
  /** Of the deadline armed last. */
  readonly generation: number;

  /** The agent in control; `null` with people. */
  readonly agent: AgentParty | null;
  /** The agent that handed off last. */
  readonly lastAgent: AgentParty | null;
  /** Every agent that was ever in control. */
  readonly agentIds: readonly string[];
  readonly handoff: OpenHandoff | null;
  readonly returned: ReturnedStretch | null;
  readonly assignee: Assignee | null;
  readonly lastAssignee: Assignee | null;
  readonly offer: OpenOffer | null;
  /** The offer that ended last: its buttons may still be pressed. */
  readonly endedOfferId: string | null;
  /** The customer asked for a person, or accepted the offer of one, since the last return. */
  readonly customerAsked: boolean;
  readonly deadlines: Readonly<Partial<Record<DeadlineKind, Deadline>>>;

  /** Turns of the present stretch of control, oldest first; the last 50. */
  readonly turns: readonly OwedTurn[];
  /** Turns whose stale reply was recorded, so that a retry is refused without another record; the last 50. */
  readonly fencedTurns: readonly string[];
  /** Turns that were assessed already; the last 50. */
  readonly assessedTurns: readonly string[];
  /** Failed responses in a row, and assessed messages in a row at or below the sentiment threshold. */
  readonly failures: number;
  readonly sentimentRun: number;
  /** Handoffs from agent to agent since people had it last. */
  readonly agentHandoffs: number;

  /** Ids the channel gave to customers' messages: an old redelivery starts nothing. */
  readonly seenMessageIds: readonly string[];
  /** Ids of all we sent, ours and the channel's or client's: an echo is recognised. */
  readonly sentMessageIds: readonly string[];
  readonly actionIds: readonly string[];
  /** Notices and deliveries told from outside, so that each is kept once. */
  readonly toldFacts: readonly string[];
  readonly formIds: readonly string[];

  readonly messages: number;
  readonly firstMessageId: string | null;
  readonly lastMessageId: string | null;
  readonly lastCustomerMessageId: string | null;
  readonly lastActivityAt: Instant;
  readonly lastAgentReplyAt: Instant | null;
  /** Whether the customer wrote after an agent's answer: what containment asks for. */
  readonly customerWroteAfterAgent: boolean;
  readonly modeChange: ModeChange | null;
}

export const initialConversation: Conversation = {
  status: 'none',
  contactId: '',
  channel: '',
  sequence: 0,
  environment: 'live',
  identified: false,
  epoch: 0,
  entries: 0,
  handoffs: 0,
  generation: 0,
  agent: null,
  lastAgent: null,
  agentIds: [],
  handoff: null,
  returned: null,
  assignee: null,
  lastAssignee: null,
  offer: null,
  endedOfferId: null,
  customerAsked: false,
  deadlines: {},
  turns: [],
  fencedTurns: [],
  assessedTurns: [],
  failures: 0,
  sentimentRun: 0,
  agentHandoffs: 0,
  seenMessageIds: [],
  sentMessageIds: [],
  actionIds: [],
  toldFacts: [],
  formIds: [],
  messages: 0,
  firstMessageId: null,
  lastMessageId: null,
  lastCustomerMessageId: null,
  lastActivityAt: '',
  lastAgentReplyAt: null,
  customerWroteAfterAgent: false,
  modeChange: null,
};

/** The AI answers: also while an offer is open. */
export function isWithAi(state: Conversation): boolean {
  return state.status === 'ai' || state.status === 'handoff_offered';
}

/** Human-only mode: no AI message may be sent. */
export function isWithPeople(state: Conversation): boolean {
  return state.status === 'waiting' || state.status === 'human';
}

/** How a notice is remembered in `toldFacts`. */
export function noticeFact({ noticeId }: { readonly noticeId: string }): string {
  return `notice ${noticeId}`;
}

/** How a delivery is remembered in `toldFacts`. */
export function deliveryFact({ messageId, status }: { readonly messageId: string; readonly status: string }): string {
  return `delivery ${messageId} ${status}`;
}
