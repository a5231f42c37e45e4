import type {
  Attachment,
  ContactDetails,
  ContextPackage,
  ConversationEvent,
  ConversationEventMap,
  Evidence,
  Instant,
  Party,
  Personal,
} from '#domain';
import { conversationIdOfStream, type Of } from '../view/view.js';

export type ItemKind =
  | 'started'
  | 'message'
  | 'action'
  | 'assessment'
  | 'offer'
  | 'handoff'
  | 'refusal'
  | 'fenced'
  | 'deadline'
  | 'waiting'
  | 'form'
  | 'notice'
  | 'delivery'
  | 'closed';

/** What an item says about people beyond its text: kept apart, so that erasure finds all of it in one place. */
export interface PersonalPart {
  readonly reasonText?: Personal<string>;
  readonly context?: Personal<ContextPackage>;
  readonly evidence?: Personal<Evidence>;
  readonly arguments?: unknown;
  readonly result?: unknown;
  readonly inputs?: unknown;
  readonly details?: Personal<ContactDetails>;
}

/** One thing that happened in a conversation. */
export interface TimelineRow {
  readonly conversationId: string;
  /** A message's own id, for a delivery that of its message; else that of the event. */
  readonly itemId: string;
  /** Revision of the event: the order. */
  readonly seq: number;
  readonly at: Instant;
  readonly kind: ItemKind;
  /** The stored name of the event. */
  readonly type: string;
  readonly authorKind: string | null;
  readonly authorId: string | null;
  readonly authorName: string | null;
  readonly text: Personal<string>;
  readonly attachments: Personal<readonly Attachment[]>;
  /** Of a handoff and of what moves responsibility within it. */
  readonly from: Party | null;
  readonly to: Party | null;
  /** The rest of the event, without anything personal. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly personal: PersonalPart | null;
}

type Content = Pick<TimelineRow, 'kind'> & Partial<TimelineRow>;

/** The item an event makes; `null` for types this program does not know. */
export function itemOf(stored: Of<ConversationEvent>): TimelineRow | null {
  const content = contentOf(stored);
  if (content === null) return null;
  return {
    conversationId: conversationIdOfStream(stored),
    itemId: stored.eventId,
    seq: Number(stored.revision),
    at: stored.event.at,
    type: stored.event.type,
    authorKind: null,
    authorId: null,
    authorName: null,
    text: null,
    attachments: null,
    from: null,
    to: null,
    details: {},
    personal: null,
    ...content,
  };
}

function contentOf({ event, metadata }: Of<ConversationEvent>): Content | null {
  switch (event.type) {
    case 'ConversationStarted': {
      const { agent, ...details } = event.data;
      return { kind: 'started', to: agent, details };
    }
    case 'CustomerMessageReceived': {
      const { messageId, text, attachments, detection, evidence, turn, receivedAt, channelMessageId } = event.data;
      const author = { authorKind: 'customer', authorId: metadata.contactId ?? null };
      const details = { detection, receivedAt, channelMessageId, turnId: turn?.turnId ?? null };
      return { kind: 'message', itemId: messageId, ...author, text, attachments, details, personal: { evidence } };
    }
    case 'AgentReplied': {
      const { messageId, agent, text, attachments, turnId, inReplyTo, given, epoch } = event.data;
      const author = { authorKind: agent.kind, authorId: agent.id, authorName: agent.name };
      const details = { turnId, inReplyTo, given: given ?? null, epoch, agentVersion: agent.version };
      return { kind: 'message', itemId: messageId, ...author, text, attachments, details };
    }
    case 'MemberReplied': {
      const { messageId, member, text, attachments, via, clientMessageId } = event.data;
      const author = { authorKind: member.kind, authorId: member.id, authorName: member.name };
      return { kind: 'message', itemId: messageId, ...author, text, attachments, details: { via, clientMessageId } };
    }
    case 'ExternalReplyObserved': {
      const { messageId, memberId, text, attachments, clientMessageId } = event.data;
      const author = { authorKind: 'outside', authorId: memberId };
      return { kind: 'message', itemId: messageId, ...author, text, attachments, details: { clientMessageId } };
    }
    case 'AgentActionRecorded': {
      const { agent, arguments: given, result, ...details } = event.data;
      const author = { authorKind: agent.kind, authorId: agent.id, authorName: agent.name };
      return { kind: 'action', ...author, details, personal: { arguments: given, result } };
    }
    case 'AgentReplyFenced':
      return { kind: 'fenced', authorKind: 'ai_agent', authorId: event.data.agentId, details: event.data };
    case 'TurnAssessed': {
      const { inputs, ...details } = event.data;
      return { kind: 'assessment', details, personal: { inputs } };
    }
    case 'HandoffOffered': {
      const { reasonText, context, decidedBy, deadlines: _, ...details } = event.data;
      const personal = { reasonText: reasonText ?? null, context: context ?? null };
      return { kind: 'offer', details: { ...details, decidedBy }, personal };
    }
    case 'HandoffOfferAccepted':
    case 'HandoffOfferDeclined':
    case 'HandoffOfferLapsed': {
      const { deadlines: _, ...details } = event.data;
      return { kind: 'offer', details };
    }
    case 'HandoffRequested':
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
    case 'Released':
    case 'ReturnedToAI':
    case 'HandedOffToAgent':
      return handoff(event.data);
    case 'HandoffRefused':
      return { kind: 'refusal', details: event.data };
    case 'TimedOut': {
      const { deadlines: _, ...details } = event.data;
      return { kind: 'deadline', details };
    }
    case 'Renotified':
    case 'FallbackTeamSet':
    case 'OffHoursNoted':
      return { kind: 'waiting', details: event.data };
    case 'ContactFormRequested':
      return { kind: 'form', details: event.data };
    case 'ContactFormSubmitted': {
      const { details: given, ...details } = event.data;
      return {
        kind: 'form',
        authorKind: 'customer',
        authorId: metadata.contactId ?? null,
        details,
        personal: { details: given },
      };
    }
    case 'ConversationClosed': {
      const { reasonText, from, deadlines: _, ...details } = event.data;
      return { kind: 'closed', from, details, personal: { reasonText: reasonText ?? null } };
    }
    case 'NoticeSent':
      return { kind: 'notice', details: event.data };
    case 'DeliveryRecorded': {
      const { messageId, ...details } = event.data;
      return { kind: 'delivery', itemId: messageId, details };
    }
    default:
      return null;
  }
}

type Handoff = Extract<ConversationEvent, { readonly data: ConversationEventMap['Claimed'] }>['data'];

function handoff(data: Handoff): Content {
  const { from, to, reasonText, context, deadlines: _, ...rest } = data;
  const { evidence, ...details } = rest as typeof rest & { readonly evidence?: Personal<Evidence> };
  const personal = { reasonText: reasonText ?? null, context: context ?? null, evidence: evidence ?? null };
  return { kind: 'handoff', from, to, details, personal };
}
