import {
  settingsOf,
  type Agent,
  type Attachment,
  type Conversation,
  type ConversationEvent,
  type Control,
} from '#domain';
import { newIdsOf } from '#event-store';
import type { ConnectorSettings, Happened } from '#messaging';
import { wordsFor } from '../words/spoken.js';
import type { Words } from '../words/words.js';

/** What the platform itself tells a customer. */
export type NoticeKind =
  'handoff' | 'joined' | 'offer' | 'contact_form' | 'contact_path' | 'off_hours' | 'idle_return' | 'queue_position';

/** Something for the customer to see. Its id follows from the event behind it, so it is the same however often it is made. */
export type Outbound =
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly author: { readonly kind: 'ai_agent' | 'member'; readonly name: string | null };
      readonly text: string;
      readonly attachments: readonly Attachment[];
    }
  | {
      readonly kind: 'notice';
      readonly id: string;
      readonly notice: NoticeKind;
      readonly text: string;
      /** Of an offer: its buttons name it. */
      readonly offerId?: string;
      /** Of a contact form; `null` where the customer may leave details without having been asked for a form. */
      readonly formId?: string | null;
      readonly opensAt?: string | null;
    }
  | { readonly kind: 'closed'; readonly id: string };

/** Types of events that may give the customer something to see. */
export const outboundTypes: readonly string[] = [
  'AgentReplied',
  'MemberReplied',
  'HandoffOffered',
  'HandoffRequested',
  'HandoffRefused',
  'Claimed',
  'Assigned',
  'Assumed',
  'Transferred',
  'OffHoursNoted',
  'ContactFormRequested',
  'CustomerMessageReceived',
  'ConversationClosed',
] satisfies readonly ConversationEvent['type'][];

/** Whose place in the queue is told as well. */
export const positionTypes: readonly string[] = [
  'HandoffRequested',
  'Renotified',
] satisfies readonly ConversationEvent['type'][];

/** What the customer is to see of an event; `null`: nothing. The place in the queue is not in the log, and told apart. */
export function outboundOf(
  { eventId, event, before, language }: Happened,
  agentOf: (id: string) => Agent | undefined,
  settings: ConnectorSettings = {},
): Outbound | null {
  const words = outboundWords(before, language, agentOf, settings);
  const notice = (kind: NoticeKind, text: string, more: object = {}): Outbound => ({
    kind: 'notice',
    id: noticeIdOf(eventId, kind),
    notice: kind,
    text,
    ...more,
  });
  switch (event.type) {
    case 'AgentReplied': {
      const { messageId: id, text, attachments, agent } = event.data;
      return message(id, { kind: 'ai_agent', name: agent.name }, text, attachments);
    }
    case 'MemberReplied': {
      const { messageId: id, text, attachments, member, via } = event.data;
      // The customer has it already where it was written in another app.
      return via === 'outside' ? null : message(id, { kind: 'member', name: member.name }, text, attachments);
    }
    case 'HandoffOffered':
      return notice('offer', words.offer, { offerId: event.data.offerId });
    case 'HandoffRequested':
      return isTakeover(event.data) ? null : notice('handoff', words.handoff);
    case 'HandoffRefused':
      return event.data.code === 'not_identified' ? notice('contact_path', words.contactPath, { formId: null }) : null;
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
      return hasJoined(event.data, before) ? notice('joined', words.joined) : null;
    case 'OffHoursNoted':
      return notice('off_hours', words.offHours, { opensAt: event.data.opensAt });
    case 'ContactFormRequested':
      return notice('contact_form', words.contactForm, { formId: event.data.formId });
    case 'CustomerMessageReceived':
      return firstAfterIdleReturn(before) ? notice('idle_return', words.idleReturn) : null;
    case 'ConversationClosed':
      return { kind: 'closed', id: noticeIdOf(eventId, 'closed') };
    default:
      return null;
  }
}

/** One id per notice, whoever works it out and however often. */
export function noticeIdOf(eventId: string, kind: string): string {
  return newIdsOf(eventId, 'notice')(kind);
}

/** An erased text is not sent any more. */
function message(
  id: string,
  author: Extract<Outbound, { kind: 'message' }>['author'],
  text: string | null,
  attachments: readonly Attachment[] | null,
): Outbound | null {
  return text === null && attachments === null
    ? null
    : { kind: 'message', id, author, text: text ?? '', attachments: attachments ?? [] };
}

/** What the platform says in a conversation: with the words of the agent that has it, or had it last, in the version that it ran. */
export function outboundWords(
  state: Conversation,
  language: string | null,
  agentOf: (id: string) => Agent | undefined,
  settings: ConnectorSettings,
): Words {
  const party = state.agent ?? state.lastAgent;
  const agent = party === null ? undefined : settingsOf(agentOf(party.id), party.version);
  return wordsFor(language, settings, agent?.messages);
}

/** A member takes it in the same breath: the customer hears that they have joined, not that somebody is looked for. */
export function isTakeover({ trigger, decidedBy }: Pick<Control, 'trigger' | 'decidedBy'>): boolean {
  return trigger === 'member_takeover' || (trigger === 'outside_reply' && decidedBy.kind === 'member');
}

/** Row 25. Whoever answered in another app needs no introduction; passing to a queue brings nobody. */
function hasJoined({ to, trigger }: Control, before: Conversation): boolean {
  return to.kind === 'member' && trigger !== 'outside_reply' && before.assignee?.id !== to.id;
}

/** Row 43: after the silence nothing is said by itself; the customer's next message is told who answers now. */
function firstAfterIdleReturn({ status, modeChange, turns }: Conversation): boolean {
  return status === 'ai' && modeChange?.trigger === 'deadline' && turns.length === 0;
}
