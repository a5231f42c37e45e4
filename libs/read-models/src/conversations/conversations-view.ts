import type { ConversationEvent, Instant, Personal } from '#domain';
import { handlerAfter, type Handler } from '../handler.js';
import { byConversation, conversationIdOfStream, oneRow, type Of, type View } from '../view/view.js';

/** The header of a conversation: who has it, whose it is, what was said last. Kept for ever. */
export interface ConversationRow extends Handler {
  readonly conversationId: string;
  readonly channel: string;
  /** Number of this conversation of the contact on the channel. */
  readonly sequence: number;
  readonly environment: string;
  readonly identified: boolean;
  readonly previousConversationId: string | null;
  readonly linkedConversationId: string | null;
  readonly startedAt: Instant;
  readonly handoffId: string | null;
  readonly queuedAt: Instant | null;
  readonly priority: number | null;
  /** Why it is in its present mode. */
  readonly modeTrigger: string | null;
  readonly modeReason: string | null;
  readonly modeDecidedBy: string | null;
  readonly customerAsked: boolean;
  readonly handoffs: number;
  readonly messages: number;
  readonly lastActivityAt: Instant;
  readonly lastAuthor: 'customer' | 'ai_agent' | 'member' | 'outside' | null;
  readonly lastText: Personal<string>;
  /** The customer wrote last and nobody has answered yet: since when. */
  readonly unansweredSince: Instant | null;
  readonly closedAt: Instant | null;
  readonly outcome: string | null;
}

export function evolveConversation(row: ConversationRow | null, stored: Of<ConversationEvent>): ConversationRow | null {
  const { event } = stored;
  if (event.type === 'ConversationStarted') return started(conversationIdOfStream(stored), event);
  if (row === null) return null;
  const handler = handlerAfter(row, event);
  const next = handler === row ? row : { ...row, ...handler };
  switch (event.type) {
    case 'CustomerMessageReceived':
      return {
        ...spoken(next, 'customer', event.data.text, event.at),
        customerAsked: next.customerAsked || event.data.detection.explicitRequest,
        unansweredSince: next.unansweredSince ?? event.at,
      };
    case 'AgentReplied':
      return { ...spoken(next, 'ai_agent', event.data.text, event.at), unansweredSince: null };
    case 'MemberReplied':
      return { ...spoken(next, 'member', event.data.text, event.at), unansweredSince: null };
    case 'ExternalReplyObserved':
      return { ...spoken(next, 'outside', event.data.text, event.at), unansweredSince: null };
    case 'HandoffRequested': {
      const { handoffId, number, queuedAt, priority, trigger, reasonCode, decidedBy, customerAsked } = event.data;
      return {
        ...next,
        handoffId,
        queuedAt,
        priority,
        handoffs: number,
        customerAsked: next.customerAsked || customerAsked,
        ...mode(trigger, reasonCode, decidedBy.kind),
      };
    }
    case 'ReturnedToAI':
    case 'HandedOffToAgent': {
      const { number, trigger, reasonCode, decidedBy } = event.data;
      const asked = event.type === 'HandedOffToAgent' && next.customerAsked;
      return {
        ...next,
        ...noHandoff,
        handoffs: number,
        customerAsked: asked,
        ...mode(trigger, reasonCode, decidedBy.kind),
      };
    }
    case 'ConversationClosed':
      return { ...next, ...noHandoff, customerAsked: false, closedAt: event.at, outcome: event.data.outcome };
    default:
      return next;
  }
}

const noHandoff = { handoffId: null, queuedAt: null, priority: null };

function mode(modeTrigger: string, modeReason: string, modeDecidedBy: string) {
  return { modeTrigger, modeReason, modeDecidedBy };
}

function started(
  conversationId: string,
  event: Extract<ConversationEvent, { type: 'ConversationStarted' }>,
): ConversationRow {
  const { channel, sequence, environment, identified, previousConversationId, linkedConversationId } = event.data;
  return {
    ...handlerAfter({} as Handler, event),
    ...noHandoff,
    conversationId,
    channel,
    sequence,
    environment,
    identified,
    previousConversationId,
    linkedConversationId: linkedConversationId ?? null,
    startedAt: event.at,
    modeTrigger: null,
    modeReason: null,
    modeDecidedBy: null,
    customerAsked: false,
    handoffs: 0,
    messages: 0,
    lastActivityAt: event.at,
    lastAuthor: null,
    lastText: null,
    unansweredSince: null,
    closedAt: null,
    outcome: null,
  };
}

/** How much of the last message a list shows, in characters. */
const previewCharacters = 200;

/** The beginning of a text, and no half of a character (an emoji is two code units) at its end. */
function previewOf(text: string): string {
  return text.slice(0, previewCharacters).replace(/[\uD800-\uDBFF]$/, '');
}

function spoken(
  row: ConversationRow,
  lastAuthor: ConversationRow['lastAuthor'],
  text: Personal<string>,
  at: Instant,
): ConversationRow {
  const lastText = text === null ? null : previewOf(text);
  return { ...row, messages: row.messages + 1, lastActivityAt: at, lastAuthor, lastText };
}

/** Rows 61, 64 and 70; also what the inbox and the live board read. */
export const conversations: View<ConversationRow> = {
  name: 'conversations',
  version: 2,
  table: {
    name: 'conversations',
    made: [1795132801002],
    columns: {
      conversationId: 'text',
      channel: 'text',
      sequence: 'integer',
      environment: 'text',
      identified: 'boolean',
      status: 'text',
      agentId: 'text',
      agentName: 'text',
      agentVersion: 'integer',
      assigneeId: 'text',
      assigneeName: 'text',
      teamId: 'text',
      epoch: 'integer',
      since: 'timestamptz',
      previousConversationId: 'text',
      linkedConversationId: 'text',
      startedAt: 'timestamptz',
      handoffId: 'text',
      queuedAt: 'timestamptz',
      priority: 'integer',
      modeTrigger: 'text',
      modeReason: 'text',
      modeDecidedBy: 'text',
      customerAsked: 'boolean',
      handoffs: 'integer',
      messages: 'integer',
      lastActivityAt: 'timestamptz',
      lastAuthor: 'text',
      lastText: 'text',
      unansweredSince: 'timestamptz',
      closedAt: 'timestamptz',
      outcome: 'text',
    },
    key: ['conversationId'],
    group: ['conversationId'],
    personal: ['lastText'],
    indexes: [
      `(workspace_id, assignee_id, last_activity_at, conversation_id) where status = 'human'`,
      `(workspace_id, last_activity_at, conversation_id) where status in ('ai', 'handoff_offered')`,
      '(workspace_id, started_at, conversation_id)',
      '(workspace_id, contact_id, channel, sequence)',
    ],
  },
  groupOf: byConversation(),
  evolve: oneRow(evolveConversation),
};
