import type { ConversationEvent, Instant, Party } from '#domain';
import { byConversation, conversationIdOfStream, oneRow, type Of, type View } from '../view/view.js';

/** What a conversation counts for, once. */
export interface ConversationFactRow {
  readonly conversationId: string;
  readonly environment: string;
  readonly channel: string;
  readonly startedAt: Instant;
  /** The first agent that had it. */
  readonly agentId: string | null;
  readonly agentVersion: number | null;
  readonly handoffs: number;
  readonly memberMessages: number;
  readonly agentMessages: number;
  readonly customerWroteAfterAgent: boolean;
  readonly closedAt: Instant | null;
  readonly outcome: string | null;
}

export function evolveConversationFacts(
  row: ConversationFactRow | null,
  stored: Of<ConversationEvent>,
): ConversationFactRow | null {
  const { event } = stored;
  if (event.type === 'ConversationStarted') {
    const { environment, channel, agent } = event.data;
    const facts: ConversationFactRow = {
      conversationId: conversationIdOfStream(stored),
      environment,
      channel,
      startedAt: event.at,
      agentId: null,
      agentVersion: null,
      handoffs: 0,
      memberMessages: 0,
      agentMessages: 0,
      customerWroteAfterAgent: false,
      closedAt: null,
      outcome: null,
    };
    return agent === null ? facts : withAgent(facts, agent);
  }
  if (row === null) return null;
  switch (event.type) {
    case 'CustomerMessageReceived':
      return row.customerWroteAfterAgent || row.agentMessages === 0 ? row : { ...row, customerWroteAfterAgent: true };
    case 'AgentReplied':
      return { ...row, agentMessages: row.agentMessages + 1 };
    case 'MemberReplied':
    case 'ExternalReplyObserved':
      return { ...row, memberMessages: row.memberMessages + 1 };
    case 'HandoffRequested':
      return { ...row, handoffs: row.handoffs + 1 };
    case 'ReturnedToAI':
      return withAgent(row, event.data.to);
    case 'ConversationClosed':
      return { ...row, closedAt: event.at, outcome: event.data.outcome };
    default:
      return row;
  }
}

function withAgent(row: ConversationFactRow, to: Party): ConversationFactRow {
  if (row.agentId !== null || to.kind !== 'ai_agent') return row;
  return { ...row, agentId: to.id, agentVersion: to.version };
}

/** What containment is counted from. */
export const conversationFacts: View<ConversationFactRow> = {
  name: 'conversation-facts',
  version: 1,
  table: {
    name: 'conversation_facts',
    made: [1795132801012],
    columns: {
      conversationId: 'text',
      environment: 'text',
      channel: 'text',
      startedAt: 'timestamptz',
      agentId: 'text',
      agentVersion: 'integer',
      handoffs: 'integer',
      memberMessages: 'integer',
      agentMessages: 'integer',
      customerWroteAfterAgent: 'boolean',
      closedAt: 'timestamptz',
      outcome: 'text',
    },
    key: ['conversationId'],
    group: ['conversationId'],
    personal: [],
    indexes: ['(workspace_id, started_at)'],
  },
  groupOf: byConversation(({ type }) => concerned.has(type)),
  evolve: oneRow(evolveConversationFacts),
};

const concerned = new Set<string>([
  'ConversationStarted',
  'CustomerMessageReceived',
  'AgentReplied',
  'MemberReplied',
  'ExternalReplyObserved',
  'HandoffRequested',
  'ReturnedToAI',
  'ConversationClosed',
] satisfies ConversationEvent['type'][]);
