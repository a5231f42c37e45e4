import type { ConversationEvent, DeadlineChange, Instant } from '#domain';
import { byConversation, conversationIdOfStream, manyRows, type Of, type View } from '../view/view.js';

/** A deadline that is armed: what the timekeeper reads. */
export interface DeadlineRow {
  readonly conversationId: string;
  readonly kind: string;
  readonly dueAt: Instant;
  readonly generation: number;
  readonly step: number | null;
}

export function evolveDeadlines(rows: readonly DeadlineRow[], stored: Of<ConversationEvent>): readonly DeadlineRow[] {
  if (stored.event.type === 'ConversationClosed') return [];
  const change = changeIn(stored.event);
  if (change === undefined) return rows;
  const replaced = new Set<string>([...change.cancelled, ...change.armed.map(({ kind }) => kind)]);
  const conversationId = conversationIdOfStream(stored);
  return [
    ...rows.filter(({ kind }) => !replaced.has(kind)),
    ...change.armed.map(({ kind, dueAt, generation, step }) => ({
      conversationId,
      kind,
      dueAt,
      generation,
      step: step ?? null,
    })),
  ];
}

function changeIn({ data }: Of<ConversationEvent>['event']): DeadlineChange | undefined {
  return (data as { readonly deadlines?: DeadlineChange }).deadlines;
}

/** Every armed deadline of every open conversation. */
export const deadlines: View<DeadlineRow> = {
  name: 'deadlines',
  version: 1,
  table: {
    name: 'deadlines',
    made: [1795132801004],
    columns: {
      conversationId: 'text',
      kind: 'text',
      dueAt: 'timestamptz',
      generation: 'integer',
      step: 'integer',
    },
    key: ['conversationId', 'kind'],
    group: ['conversationId'],
    personal: [],
    indexes: ['(due_at, conversation_id, kind)'],
  },
  groupOf: byConversation((event) => event.type === 'ConversationClosed' || changeIn(event) !== undefined),
  evolve: manyRows(evolveDeadlines),
};
