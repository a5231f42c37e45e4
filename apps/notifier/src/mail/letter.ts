import type { NoticeLanguage } from '#messaging';
import type { MemberPayload } from '../alerts/member-payload.js';
import { letterWords } from './letter-words.js';

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/**
 * What a member is written, in the language they chose. Nothing the customer said goes by mail: it is read where rights and erasure hold.
 * @param language of the member; English where they chose none
 */
export function letterOf(
  { kind, conversationId, about, at }: MemberPayload,
  workspaceName: string,
  publicUrl: string,
  language: NoticeLanguage | null,
): Letter {
  const words = letterWords[language ?? 'en'];
  const { subject, sentence } = words[kind];
  const said = [sentence.replace('{code}', String(about.code))];
  if (typeof about.reasonCode === 'string') said.push(words.reason.replace('{reason}', about.reasonCode));
  const link = `${publicUrl}/v1/conversations/${conversationId}`;
  const text = [
    ...[said.join(' '), '', `${words.workspace}: ${workspaceName}`],
    ...(conversationId === null ? [] : [`${words.conversation}: ${link}`]),
    ...[`${words.since}: ${at}`, ''],
  ].join('\n');
  // A name with a line break in it must not become a header.
  return { subject: `${workspaceName}: ${subject}`.replace(/[\r\n]+/g, ' ').slice(0, 200), text };
}
