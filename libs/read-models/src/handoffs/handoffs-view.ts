import type { ConversationEvent } from '#domain';
import { idIn, manyRows, type View } from '../view/view.js';
import { evolveHandoffs, type HandoffRow } from './handoff-entry.js';

export type { HandoffRow } from './handoff-entry.js';

/** Rows 1–12: one entry per handoff, with all that is needed afterwards. */
export const handoffs: View<HandoffRow> = {
  name: 'handoffs',
  version: 2,
  table: {
    name: 'handoffs',
    made: [1795132801007, 1795132801107],
    columns: {
      conversationId: 'text',
      number: 'integer',
      handoffId: 'text',
      direction: 'text',
      at: 'timestamptz',
      fromKind: 'text',
      fromId: 'text',
      fromName: 'text',
      toKind: 'text',
      toId: 'text',
      toName: 'text',
      agentId: 'text',
      agentVersion: 'integer',
      decidedByKind: 'text',
      decidedById: 'text',
      decidedByName: 'text',
      trigger: 'text',
      reasonCode: 'text',
      reasonText: 'text',
      context: 'jsonb',
      evidence: 'jsonb',
      trace: 'jsonb',
      epoch: 'integer',
      entry: 'integer',
      priority: 'integer',
      queuedAt: 'timestamptz',
      customerAsked: 'boolean',
      repeated: 'boolean',
      receiverKind: 'text',
      receiverId: 'text',
      receiverName: 'text',
      receivedBy: 'text',
      receivedAt: 'timestamptz',
      moves: 'integer',
      formRequestedAt: 'timestamptz',
      formSubmittedAt: 'timestamptz',
      firstResponseAt: 'timestamptz',
      endsHandoffId: 'text',
      resume: 'text',
      cause: 'text',
      warningOverridden: 'text',
      outcome: 'text',
      endedAt: 'timestamptz',
      endedWhileWaiting: 'boolean',
    },
    key: ['conversationId', 'number'],
    group: ['conversationId'],
    personal: ['reasonText', 'context', 'evidence'],
    indexes: [
      '(workspace_id, at, conversation_id, number)',
      '(workspace_id, received_at)',
      '(handoff_id)',
      '(workspace_id, agent_id, at)',
    ],
  },
  groupOf: ({ stream, event }) => {
    const id = idIn('conversation', stream);
    return id !== undefined && concerned.has(event.type) ? [id] : undefined;
  },
  evolve: manyRows(evolveHandoffs),
};

const concerned = new Set<string>([
  'HandoffRequested',
  'Claimed',
  'Assigned',
  'Assumed',
  'Transferred',
  'Released',
  'ReturnedToAI',
  'HandedOffToAgent',
  'MemberReplied',
  'ContactFormRequested',
  'ContactFormSubmitted',
  'ConversationClosed',
] satisfies ConversationEvent['type'][]);
