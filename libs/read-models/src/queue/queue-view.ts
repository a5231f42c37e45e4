import type { ConversationEvent, Instant, Personal } from '#domain';
import { byConversation, conversationIdOfStream, oneRow, type Of, type View } from '../view/view.js';

/** One open stretch of human-only time; `waiting` while nobody is assigned. Gone once it ends. */
export interface QueueRow {
  readonly conversationId: string;
  readonly waiting: boolean;
  /** Order of the queue, smallest first: the priority turned round, so that one index serves the whole order. */
  readonly rank: number;
  readonly priority: number;
  /** Original queue time, kept through releases and transfers. */
  readonly queuedAt: Instant;
  readonly waitingSince: Instant | null;
  readonly teamId: string | null;
  readonly handoffId: string;
  readonly number: number;
  readonly fromKind: string;
  readonly fromId: string | null;
  readonly fromName: string | null;
  readonly trigger: string;
  readonly reasonCode: string;
  readonly reasonText: Personal<string>;
  readonly customerAsked: boolean;
  /** The member to tell before all others, if any. */
  readonly tellFirst: string | null;
  readonly formRequestedAt: Instant | null;
  /** Out of hours: when the next opening is, as far as known. */
  readonly opensAt: Instant | null;
}

export function evolveQueue(row: QueueRow | null, stored: Of<ConversationEvent>): QueueRow | null {
  const { event } = stored;
  if (event.type === 'HandoffRequested') {
    const { data } = event;
    return {
      conversationId: conversationIdOfStream(stored),
      waiting: true,
      rank: -data.priority,
      priority: data.priority,
      queuedAt: data.queuedAt,
      waitingSince: event.at,
      teamId: data.teamId,
      handoffId: data.handoffId,
      number: data.number,
      fromKind: data.from.kind,
      fromId: data.from.id,
      fromName: data.from.name,
      trigger: data.trigger,
      reasonCode: data.reasonCode,
      reasonText: data.reasonText ?? null,
      customerAsked: data.customerAsked,
      tellFirst: data.tellFirst ?? null,
      formRequestedAt: null,
      opensAt: null,
    };
  }
  if (row === null) return null;
  switch (event.type) {
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
      return taken(row);
    case 'Transferred':
    case 'Released': {
      const { to } = event.data;
      return to.kind === 'queue' ? { ...row, waiting: true, waitingSince: event.at, teamId: to.id } : taken(row);
    }
    case 'FallbackTeamSet':
      return { ...row, teamId: event.data.teamId };
    case 'ContactFormRequested':
      return { ...row, formRequestedAt: event.at };
    case 'OffHoursNoted':
      return { ...row, opensAt: event.data.opensAt };
    case 'ReturnedToAI':
    case 'ConversationClosed':
      return null;
    default:
      return row;
  }
}

function taken(row: QueueRow): QueueRow {
  return { ...row, waiting: false, waitingSince: null };
}

const concerned = new Set<string>([
  'HandoffRequested',
  'Claimed',
  'Assigned',
  'Assumed',
  'Transferred',
  'Released',
  'FallbackTeamSet',
  'ContactFormRequested',
  'OffHoursNoted',
  'ReturnedToAI',
  'ConversationClosed',
] satisfies ConversationEvent['type'][]);

/** Rows 22 and 23: what waits for a person, in the order it is to be taken. */
export const queue: View<QueueRow> = {
  name: 'queue',
  version: 1,
  table: {
    name: 'queue',
    made: [1795132801001],
    columns: {
      conversationId: 'text',
      waiting: 'boolean',
      rank: 'integer',
      priority: 'integer',
      queuedAt: 'timestamptz',
      waitingSince: 'timestamptz',
      teamId: 'text',
      handoffId: 'text',
      number: 'integer',
      fromKind: 'text',
      fromId: 'text',
      fromName: 'text',
      trigger: 'text',
      reasonCode: 'text',
      reasonText: 'text',
      customerAsked: 'boolean',
      tellFirst: 'text',
      formRequestedAt: 'timestamptz',
      opensAt: 'timestamptz',
    },
    key: ['conversationId'],
    group: ['conversationId'],
    personal: ['reasonText'],
    indexes: ['(workspace_id, rank, queued_at, conversation_id) where waiting'],
  },
  groupOf: byConversation(({ type }) => concerned.has(type)),
  evolve: oneRow(evolveQueue),
};
