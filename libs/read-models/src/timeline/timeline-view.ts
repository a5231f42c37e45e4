import type { ConversationEvent } from '#domain';
import { idIn, oneRow, type View } from '../view/view.js';
import { itemOf, type TimelineRow } from './timeline-item.js';

export type { TimelineRow } from './timeline-item.js';

/** Rows 7, 9, 26, 64 and 71: the whole story of a conversation in its order, on either side of every switch. */
export const timeline: View<TimelineRow> = {
  name: 'timeline',
  version: 1,
  table: {
    name: 'timeline',
    made: [1795132801005],
    columns: {
      conversationId: 'text',
      seq: 'integer',
      itemId: 'text',
      at: 'timestamptz',
      kind: 'text',
      type: 'text',
      authorKind: 'text',
      authorId: 'text',
      authorName: 'text',
      text: 'text',
      attachments: 'jsonb',
      from: 'jsonb',
      to: 'jsonb',
      details: 'jsonb',
      personal: 'jsonb',
    },
    key: ['conversationId', 'seq'],
    group: ['conversationId', 'seq'],
    personal: ['text', 'attachments', 'personal'],
    indexes: ['(workspace_id, position)', `(conversation_id, item_id) where kind = 'delivery'`],
  },
  // Every event makes an item of its own, and none is changed later.
  appends: true,
  groupOf: ({ stream, revision }) => {
    const id = idIn('conversation', stream);
    return id === undefined ? undefined : [id, String(revision)];
  },
  evolve: oneRow<TimelineRow, ConversationEvent>((row, stored) => row ?? itemOf(stored)),
};
