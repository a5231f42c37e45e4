import type { ContactEvent, Instant } from '#domain';
import { idIn, oneRow, type Of, type View } from '../view/view.js';

/** Somebody shall get back to a customer: open until a member closes it, whatever happens to the conversation. */
export interface FollowUpRow {
  readonly customerId: string;
  readonly followUpId: string;
  readonly conversationId: string | null;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly outcome: string | null;
  readonly closedById: string | null;
}

export function evolveFollowUp(
  row: FollowUpRow | null,
  { event, stream, metadata }: Of<ContactEvent>,
): FollowUpRow | null {
  if (event.type === 'FollowUpOpened' && row === null) {
    const { followUpId, conversationId } = event.data;
    const customerId = stream.slice('contact-'.length);
    return {
      customerId,
      followUpId,
      conversationId,
      openedAt: event.at,
      closedAt: null,
      outcome: null,
      closedById: null,
    };
  }
  if (event.type !== 'FollowUpClosed' || row === null) return row;
  return { ...row, closedAt: event.at, outcome: event.data.outcome, closedById: metadata.actor.id };
}

/** Row 57. */
export const followUps: View<FollowUpRow> = {
  name: 'follow-ups',
  version: 1,
  table: {
    name: 'follow_ups',
    made: [1795132801010],
    columns: {
      customerId: 'text',
      followUpId: 'text',
      conversationId: 'text',
      openedAt: 'timestamptz',
      closedAt: 'timestamptz',
      outcome: 'text',
      closedById: 'text',
    },
    key: ['customerId', 'followUpId'],
    group: ['customerId', 'followUpId'],
    personal: [],
    indexes: [
      '(workspace_id, opened_at, customer_id, follow_up_id) where closed_at is null',
      '(workspace_id, opened_at, customer_id, follow_up_id)',
    ],
  },
  groupOf: ({ stream, event }) => {
    const id = idIn('contact', stream);
    if (id === undefined || (event.type !== 'FollowUpOpened' && event.type !== 'FollowUpClosed')) return undefined;
    return [id, (event as Extract<ContactEvent, { type: 'FollowUpClosed' }>).data.followUpId];
  },
  evolve: oneRow(evolveFollowUp),
};
