import type { Decision } from '../kernel.js';
import { checkMessage } from '../limits.js';
import type { Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { idleExtended } from './deadlines.js';
import type { ConversationEvent } from './events.js';
import { memberParty } from './parties.js';
import type { Attachment, MemberParty } from './parts.js';
import { record, type Recording } from './record.js';
import { refuseIn, requireOpen } from './refusal.js';
import type { Conversation } from './state.js';
import { requireMember } from './take-over.js';

export interface ReplyAsMember {
  readonly member: Member;
  /** The id the member's client gave the message: sent twice, it is stored once. */
  readonly clientMessageId?: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/**
 * A member answers. Only the assignee can; after a transfer to AI they must take the conversation back first (row 69).
 * @throws Rejected `not_your_conversation` (with the assignee), `closed`, `text_too_long`, `too_many_attachments`, `empty_message`
 */
export function replyAsMember(
  state: Conversation,
  request: ReplyAsMember,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const { member, clientMessageId = null, text, attachments } = request;
  if (state.sentMessageIds.includes(clientMessageId ?? context.newId('message'))) return [];
  requireOpen(state);
  requireMember(member, context);
  if (state.assignee?.id !== member.id) throw refuseIn(state, 'not_your_conversation');
  checkMessage(request);
  const log = record(state, context.at);
  writeReply(log, { member: memberParty(member), clientMessageId, via: 'inbox', text, attachments }, context);
  return log.events;
}

/** Writes the assignee's answer: none is owed any more, and the idle window moves on (row 42). */
export function writeReply(
  log: Recording,
  reply: {
    readonly member: MemberParty;
    readonly clientMessageId: string | null;
    readonly via: 'inbox' | 'outside';
    readonly text: string;
    readonly attachments: readonly Attachment[];
  },
  context: DecisionContext,
): void {
  log.write('MemberReplied', {
    messageId: context.newId('message'),
    ...reply,
    deadlines: { cancel: ['first_response', 'next_response'], arm: [idleExtended(log.state, context)] },
  });
}
