import type { Control, ConversationEvent, ContextPackage, Evidence, Instant, Party, Personal, Trace } from '#domain';
import { conversationIdOfStream, type Of } from '../view/view.js';

/** `to_people` opens a stretch of human-only time, `to_ai` ends one, `agent_to_agent` stays with AI. */
export type Direction = 'to_people' | 'to_ai' | 'agent_to_agent';

/** One numbered handoff of a conversation. */
export interface HandoffRow {
  readonly conversationId: string;
  readonly number: number;
  readonly handoffId: string;
  readonly direction: Direction;
  readonly at: Instant;
  readonly fromKind: string;
  readonly fromId: string | null;
  readonly fromName: Personal<string>;
  readonly toKind: string;
  readonly toId: string | null;
  readonly toName: Personal<string>;
  /** The agent that gave, or for `to_ai` received: what metrics count by. */
  readonly agentId: string | null;
  readonly agentVersion: number | null;
  readonly decidedByKind: string;
  readonly decidedById: string;
  /** Of an agent or a member. */
  readonly decidedByName: Personal<string>;
  readonly trigger: string;
  readonly reasonCode: string;
  readonly reasonText: Personal<string>;
  readonly context: Personal<ContextPackage>;
  readonly evidence: Personal<Evidence>;
  readonly trace: Trace | null;
  readonly epoch: number;
  readonly entry: number;

  /** The stretch that it opens. */
  readonly priority: number | null;
  readonly queuedAt: Instant | null;
  readonly customerAsked: boolean;
  /** People had had this conversation before. */
  readonly repeated: boolean;
  /** The first assignee, and the event that made them so. */
  readonly receiverKind: string | null;
  readonly receiverId: string | null;
  readonly receiverName: Personal<string>;
  readonly receivedBy: string | null;
  readonly receivedAt: Instant | null;
  /** How often it moved on after the first assignee: assignments, transfers, releases. */
  readonly moves: number;
  readonly formRequestedAt: Instant | null;
  readonly formSubmittedAt: Instant | null;
  readonly firstResponseAt: Instant | null;

  /** Of a return: which stretch it ends, and how the agent goes on. */
  readonly endsHandoffId: string | null;
  readonly resume: string | null;
  readonly warningOverridden: string | null;

  /** How a stretch ended: `returned` or `closed`, and why; `null` while it is open. */
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly endedAt: Instant | null;
  readonly endedWhileWaiting: boolean;
}

export function evolveHandoffs(rows: readonly HandoffRow[], stored: Of<ConversationEvent>): readonly HandoffRow[] {
  const { event } = stored;
  const stretch = (change: (row: HandoffRow) => HandoffRow) =>
    rows.map((row) => (row.direction === 'to_people' && row.endedAt === null ? change(row) : row));
  switch (event.type) {
    case 'HandoffRequested': {
      const { data } = event;
      const opened: HandoffRow = {
        ...entry(stored, data, 'to_people'),
        ...agentOf(data.from, data.trace),
        evidence: data.evidence ?? null,
        trace: data.trace,
        priority: data.priority,
        queuedAt: data.queuedAt,
        customerAsked: data.customerAsked,
        repeated: rows.some(({ direction }) => direction === 'to_people'),
      };
      return [...rows, opened];
    }
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
    case 'Released':
      return stretch((row) => received(row, event.data, event.type, event.at));
    case 'ReturnedToAI': {
      const { endsHandoffId, resume, cause, warningOverridden = null } = event.data;
      const given = entry(stored, event.data, 'to_ai');
      return [
        ...stretch((row) => ended(row, 'returned', cause, event.at, event.data.from)),
        { ...given, ...agentOf(event.data.to), endsHandoffId, resume, cause, warningOverridden },
      ];
    }
    case 'HandedOffToAgent': {
      const { from, resume } = event.data;
      return [...rows, { ...entry(stored, event.data, 'agent_to_agent'), ...agentOf(from), resume }];
    }
    case 'MemberReplied':
      return stretch((row) => (row.firstResponseAt === null ? { ...row, firstResponseAt: event.at } : row));
    case 'ContactFormRequested':
      return stretch((row) => ({ ...row, formRequestedAt: event.at }));
    case 'ContactFormSubmitted':
      return submitted(rows, event.at);
    case 'ConversationClosed':
      return stretch((row) => ended(row, 'closed', event.data.outcome, event.at, event.data.from));
    default:
      return rows;
  }
}

function entry(stored: Of<ConversationEvent>, data: Control, direction: Direction): HandoffRow {
  const { from, to, decidedBy } = data;
  return {
    conversationId: conversationIdOfStream(stored),
    number: data.number,
    handoffId: data.handoffId,
    direction,
    at: stored.event.at,
    fromKind: from.kind,
    fromId: from.id,
    fromName: from.name,
    toKind: to.kind,
    toId: to.id,
    toName: to.name,
    agentId: null,
    agentVersion: null,
    decidedByKind: decidedBy.kind,
    decidedById: decidedBy.id,
    decidedByName: decidedBy.name ?? null,
    trigger: data.trigger,
    reasonCode: data.reasonCode,
    reasonText: data.reasonText ?? null,
    context: data.context ?? null,
    evidence: null,
    trace: null,
    epoch: data.epoch,
    entry: data.entry,
    priority: null,
    queuedAt: null,
    customerAsked: false,
    repeated: false,
    receiverKind: null,
    receiverId: null,
    receiverName: null,
    receivedBy: null,
    receivedAt: null,
    moves: 0,
    formRequestedAt: null,
    formSubmittedAt: null,
    firstResponseAt: null,
    endsHandoffId: null,
    resume: null,
    warningOverridden: null,
    outcome: null,
    cause: null,
    endedAt: null,
    endedWhileWaiting: false,
  };
}

function agentOf(party: Party, trace?: Trace): Pick<HandoffRow, 'agentId' | 'agentVersion'> {
  if (party.kind === 'ai_agent') return { agentId: party.id, agentVersion: party.version };
  return { agentId: trace?.agentId ?? null, agentVersion: trace?.agentVersion ?? null };
}

/** The first assignee is the receiver; whatever comes later is a move within the stretch. */
function received(row: HandoffRow, { to }: Control, receivedBy: string, receivedAt: Instant): HandoffRow {
  if (row.receivedAt !== null) return { ...row, moves: row.moves + 1 };
  if (to.kind !== 'member') return row;
  return { ...row, receiverKind: to.kind, receiverId: to.id, receiverName: to.name, receivedBy, receivedAt };
}

function ended(row: HandoffRow, outcome: string, cause: string, endedAt: Instant, from: Party | null): HandoffRow {
  return { ...row, outcome, cause, endedAt, endedWhileWaiting: from?.kind !== 'member' };
}

/** A form may come back after the stretch that asked for it: it counts for the last one that did. */
function submitted(rows: readonly HandoffRow[], at: Instant): readonly HandoffRow[] {
  const asked = rows.findLast(
    ({ formRequestedAt, formSubmittedAt }) => formRequestedAt !== null && formSubmittedAt === null,
  );
  return rows.map((row) => (row === asked ? { ...row, formSubmittedAt: at } : row));
}
