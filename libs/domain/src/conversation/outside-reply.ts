import type { Decision } from '../kernel.js';
import { checkMessage } from '../limits.js';
import { includesRole } from '../workspace/roles.js';
import type { DecisionContext } from './context.js';
import { idleExtended } from './deadlines.js';
import { enterQueue, notHandable } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { byMember, bySystem } from './parties.js';
import type { Attachment, MemberParty } from './parts.js';
import { record, type Recording } from './record.js';
import { requireOpen } from './refusal.js';
import { writeReply } from './reply-as-member.js';
import { isWithAi, type Conversation } from './state.js';
import { giveTo, takeFromAgent } from './take-over.js';

/** A message of our side that a channel shows and that did not come from us: somebody answered in another app. */
export interface OutsideReply {
  /** The channel's id of the message. */
  readonly channelMessageId: string;
  /** The id its sender gave it, where the channel tells. */
  readonly clientMessageId?: string;
  /** Who wrote it, where the channel knows; `null`: somebody. */
  readonly memberId: string | null;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/**
 * A member who answers elsewhere takes the conversation: from the AI as if they assumed it, from the queue as if they claimed it. Beside a
 * colleague's answer it is only noted. Where nobody knows who wrote, the AI stops and the conversation waits. Echoes of our own
 * messages, and what was told before, do nothing.
 * @throws Rejected `closed`, `text_too_long`, `too_many_attachments`, `empty_message`
 */
export function receiveOutsideReply(
  state: Conversation,
  request: OutsideReply,
  context: DecisionContext,
): Decision<ConversationEvent> {
  const { channelMessageId, clientMessageId = channelMessageId, text, attachments } = request;
  const known = (id: string) => state.sentMessageIds.includes(id);
  if (known(channelMessageId) || known(clientMessageId)) return [];
  requireOpen(state);
  checkMessage(request);
  const log = record(state, context.at);
  const member = answeringMember(request.memberId, context);
  const anotherHasIt = state.assignee !== null && state.assignee.id !== member?.id;
  if (member === null || anotherHasIt || state.environment === 'test') {
    log.write('ExternalReplyObserved', {
      messageId: context.newId('message'),
      clientMessageId: channelMessageId,
      memberId: request.memberId,
      text,
      attachments,
      // Somebody of our side is there, so the silence that gives way to the agent begins anew (row 42).
      deadlines: { arm: [idleExtended(state, context)] },
    });
    if (isWithAi(state) && notHandable(state) !== 'test_conversation')
      enterQueue(log, { trigger: 'outside_reply', decidedBy: bySystem }, context);
    return log.events;
  }
  takeIfFree(log, member, context);
  writeReply(log, { member, clientMessageId: channelMessageId, via: 'outside', text, attachments }, context);
  return log.events;
}

function takeIfFree(log: Recording, member: MemberParty, context: DecisionContext): void {
  const why = { trigger: 'outside_reply', decidedBy: byMember(member) } as const;
  const type = isWithAi(log.state) ? 'Assumed' : 'Claimed';
  takeFromAgent(log, why, context);
  if (log.state.status === 'waiting') giveTo(log, type, member, why, context);
}

/** The member who wrote, if they are one who may answer. */
function answeringMember(memberId: string | null, { workspace }: DecisionContext): MemberParty | null {
  const member = memberId === null ? undefined : workspace.members[memberId];
  if (memberId === null || member === undefined || member.removed || !includesRole(member.role, 'operator'))
    return null;
  return { kind: 'member', id: memberId, name: member.name };
}
