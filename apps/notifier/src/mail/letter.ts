import type { MemberPayload } from '../alerts/member-payload.js';

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** What a member is written. Nothing the customer said goes by mail: it is read where rights and erasure hold. */
export function letterOf(
  { kind, conversationId, about, at }: MemberPayload,
  workspaceName: string,
  publicUrl: string,
): Letter {
  const [subject, sentence] = words(kind, about);
  const where = conversationId === null ? [] : [`Conversation: ${publicUrl}/v1/conversations/${conversationId}`];
  const text = [sentence, '', `Workspace: ${workspaceName}`, ...where, `Since: ${at}`, ''].join('\n');
  // A name with a line break in it must not become a header.
  return { subject: `${workspaceName}: ${subject}`.replace(/[\r\n]+/g, ' ').slice(0, 200), text };
}

function words(kind: MemberPayload['kind'], about: MemberPayload['about']): readonly [string, string] {
  const reason = typeof about.reasonCode === 'string' ? ` Reason: ${about.reasonCode}.` : '';
  switch (kind) {
    case 'waiting':
      return ['A customer is waiting', `A customer is waiting for a person.${reason}`];
    case 'assigned':
      return ['A conversation was assigned to you', `A conversation was assigned to you.${reason}`];
    case 'taken_over':
      return ['A colleague took over your conversation', 'A colleague took over a conversation that was yours.'];
    case 'message':
      return ['A customer wrote', 'A customer of yours wrote.'];
    case 'customer_asked':
      return ['A customer asks for a person again', 'A customer of yours asks for a person again.'];
    case 'outside_reply':
      return ['Somebody answered in another application', 'Somebody answered your customer in another application.'];
    case 'webhook_disabled':
      return [
        'A webhook was disabled',
        `A webhook failed for a day and was disabled. Last answer: ${String(about.code)}.`,
      ];
  }
}
