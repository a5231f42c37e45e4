import {
  isControlEvent,
  type Attachment,
  type ConversationEvent,
  type Instant,
  type Personal,
  type Turn,
} from '#domain';
import { byConversation, conversationIdOfStream, manyRows, type Of, type View } from '../view/view.js';

/** An answer an agent owes. Gone once it is given, or control has moved. */
export interface TurnRow {
  readonly conversationId: string;
  readonly turnId: string;
  readonly agentId: string;
  readonly agentVersion: number;
  readonly epoch: number;
  readonly cause: string;
  /** Revision of the event that opened it: the order within the conversation. */
  readonly seq: number;
  readonly openedAt: Instant;
  /** The customer's message; `null` where the agent is to go on by itself. */
  readonly messageId: string | null;
  readonly text: Personal<string>;
  readonly attachments: Personal<readonly Attachment[]>;
}

export function evolveTurns(rows: readonly TurnRow[], stored: Of<ConversationEvent>): readonly TurnRow[] {
  const { event } = stored;
  const left = isControlEvent(event.type) ? [] : rows;
  switch (event.type) {
    case 'CustomerMessageReceived': {
      const { turn, messageId, text, attachments } = event.data;
      return turn === undefined ? left : [...left, { ...opened(stored, turn), messageId, text, attachments }];
    }
    case 'ReturnedToAI':
    case 'HandedOffToAgent':
      return event.data.turn === undefined ? left : [opened(stored, event.data.turn)];
    case 'AgentReplied': {
      // An answer covers the turns before it too: a person who wrote three lines gets one reply.
      const answered = rows.find(({ turnId }) => turnId === event.data.turnId)?.seq ?? -1;
      return rows.filter(({ seq }) => seq > answered);
    }
    default:
      return left;
  }
}

function opened(stored: Of<ConversationEvent>, turn: Turn): TurnRow {
  const { turnId, agentId, agentVersion, epoch, cause } = turn;
  return {
    conversationId: conversationIdOfStream(stored),
    turnId,
    agentId,
    agentVersion,
    epoch,
    cause,
    seq: Number(stored.revision),
    openedAt: stored.event.at,
    messageId: null,
    text: null,
    attachments: null,
  };
}

/** What `GET /v1/agents/{id}/turns` hands out. */
export const turns: View<TurnRow> = {
  name: 'turns',
  version: 1,
  table: {
    name: 'turns',
    made: [1795132801003],
    columns: {
      conversationId: 'text',
      turnId: 'text',
      agentId: 'text',
      agentVersion: 'integer',
      epoch: 'integer',
      cause: 'text',
      seq: 'integer',
      openedAt: 'timestamptz',
      messageId: 'text',
      text: 'text',
      attachments: 'jsonb',
    },
    key: ['conversationId', 'turnId'],
    group: ['conversationId'],
    personal: ['text', 'attachments'],
    indexes: ['(workspace_id, agent_id, opened_at, conversation_id, turn_id)'],
  },
  groupOf: byConversation(
    ({ type }) => isControlEvent(type) || type === 'AgentReplied' || type === 'CustomerMessageReceived',
  ),
  evolve: manyRows(evolveTurns),
};
