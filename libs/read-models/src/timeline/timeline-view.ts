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
      itemId: 'text',
      seq: 'integer',
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
      delivery: 'text',
      deliveryCode: 'text',
    },
    key: ['conversationId', 'itemId'],
    group: ['conversationId', 'itemId'],
    personal: ['text', 'attachments', 'personal'],
    indexes: ['(conversation_id, seq)', '(workspace_id, position)'],
  },
  groupOf: ({ stream, event, eventId }) => {
    const id = idIn('conversation', stream);
    if (id === undefined) return undefined;
    const { messageId } = (event as ConversationEvent).data as { readonly messageId?: string };
    return [id, isMessage(event.type) && messageId !== undefined ? messageId : eventId];
  },
  evolve: oneRow<TimelineRow, ConversationEvent>((row, stored) => {
    const { event } = stored;
    if (event.type !== 'DeliveryRecorded') return row ?? itemOf(stored);
    // A delivery of something the timeline does not show changes nothing.
    return row && { ...row, delivery: event.data.status, deliveryCode: event.data.code ?? null };
  }),
};

/** Items that have an id of their own, by which a delivery finds them; the others are called by their event's. */
function isMessage(type: string): boolean {
  return [
    'CustomerMessageReceived',
    'AgentReplied',
    'MemberReplied',
    'ExternalReplyObserved',
    'DeliveryRecorded',
  ].includes(type);
}
