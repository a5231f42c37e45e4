import type { ConversationEvent, Instant, Party, Trigger } from '#domain';
import { byConversation, conversationIdOfStream, manyRows, type Of, type View } from '../view/view.js';

/** One unbroken time in which one agent had a conversation. */
export interface AiSpanRow {
  readonly conversationId: string;
  /** Counts the spans of the conversation from 1. */
  readonly span: number;
  readonly agentId: string;
  /** The version it ended with: an agent's turns use the one published then. */
  readonly agentVersion: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** `handoff` to people, `takeover` by a member, `agent` when another agent got it, `closed`; `null` while it lasts. */
  readonly endedBy: 'handoff' | 'takeover' | 'agent' | 'closed' | null;
  readonly trigger: string | null;
  readonly reasonCode: string | null;
  readonly fencedReplies: number;
}

/** A member took it, nobody asked for one: kept apart from handoffs in every rate. */
export const takeovers: readonly Trigger[] = ['member_takeover', 'outside_reply'];

export function evolveAiSpans(rows: readonly AiSpanRow[], stored: Of<ConversationEvent>): readonly AiSpanRow[] {
  const { event } = stored;
  switch (event.type) {
    case 'ConversationStarted':
      return event.data.agent === null ? rows : begun(rows, event.data.agent, stored);
    case 'HandoffRequested': {
      const { trigger, reasonCode } = event.data;
      return ended(
        rows,
        { endedBy: takeovers.includes(trigger) ? 'takeover' : 'handoff', trigger, reasonCode },
        event.at,
      );
    }
    case 'HandedOffToAgent': {
      const { trigger, reasonCode, to } = event.data;
      return begun(ended(rows, { endedBy: 'agent', trigger, reasonCode }, event.at), to, stored);
    }
    case 'ReturnedToAI':
      return begun(rows, event.data.to, stored);
    case 'CustomerMessageReceived': {
      const version = event.data.turn?.agentVersion;
      return version === undefined ? rows : rows.map((row) => (isOpen(row) ? { ...row, agentVersion: version } : row));
    }
    case 'AgentReplyFenced': {
      const { agentId } = event.data;
      const late = rows.findLast((row) => row.agentId === agentId);
      return rows.map((row) => (row === late ? { ...row, fencedReplies: row.fencedReplies + 1 } : row));
    }
    case 'ConversationClosed':
      return ended(rows, { endedBy: 'closed', trigger: null, reasonCode: event.data.reasonCode }, event.at);
    default:
      return rows;
  }
}

const lasting = { endedAt: null, endedBy: null, trigger: null, reasonCode: null, fencedReplies: 0 };

function isOpen({ endedAt }: AiSpanRow): boolean {
  return endedAt === null;
}

function ended(
  rows: readonly AiSpanRow[],
  how: Pick<AiSpanRow, 'endedBy' | 'trigger' | 'reasonCode'>,
  endedAt: Instant,
): readonly AiSpanRow[] {
  return rows.map((row) => (isOpen(row) ? { ...row, ...how, endedAt } : row));
}

function begun(rows: readonly AiSpanRow[], to: Party, stored: Of<ConversationEvent>): readonly AiSpanRow[] {
  if (to.kind !== 'ai_agent') return rows;
  const span: AiSpanRow = {
    conversationId: conversationIdOfStream(stored),
    span: rows.length + 1,
    agentId: to.id,
    agentVersion: to.version,
    startedAt: stored.event.at,
    ...lasting,
  };
  return [...rows, span];
}

/** What handoff and escalation rates are counted from. */
export const aiSpans: View<AiSpanRow> = {
  name: 'ai-spans',
  version: 1,
  table: {
    name: 'ai_spans',
    made: [1795132801011],
    columns: {
      conversationId: 'text',
      span: 'integer',
      agentId: 'text',
      agentVersion: 'integer',
      startedAt: 'timestamptz',
      endedAt: 'timestamptz',
      endedBy: 'text',
      trigger: 'text',
      reasonCode: 'text',
      fencedReplies: 'integer',
    },
    key: ['conversationId', 'span'],
    group: ['conversationId'],
    personal: [],
    indexes: ['(workspace_id, started_at)'],
  },
  groupOf: byConversation(({ type }) => concerned.has(type)),
  evolve: manyRows(evolveAiSpans),
};

const concerned = new Set<string>([
  'ConversationStarted',
  'CustomerMessageReceived',
  'AgentReplyFenced',
  'HandoffRequested',
  'HandedOffToAgent',
  'ReturnedToAI',
  'ConversationClosed',
] satisfies ConversationEvent['type'][]);
