import type { Outbound } from './outbound.js';
import { filled, type Words } from '../words/words.js';

/** What an outbound needs to be said in text alone. */
export interface PlainOptions {
  readonly words: Words;
  /** Where the contact form is; absent: the customer answers in the chat. */
  readonly formUrl?: string;
}

/**
 * The whole of it in text, for channels that show nothing else: attachments as links, an offer as a question, the form as a link or a
 * question, the opening time as a time.
 */
export function plainText(outbound: Exclude<Outbound, { kind: 'closed' }>, { words, formUrl }: PlainOptions): string {
  if (outbound.kind === 'message')
    return [outbound.text, ...outbound.attachments.map(({ name, url }) => `${name}: ${url}`)]
      .filter(Boolean)
      .join('\n');
  switch (outbound.notice) {
    case 'offer':
      return `${outbound.text} ${words.offerByText}`;
    case 'contact_form':
    case 'contact_path':
      return `${outbound.text} ${formUrl ?? words.formByText}`;
    case 'off_hours':
      return typeof outbound.opensAt !== 'string'
        ? outbound.text
        : `${outbound.text} ${opens(words, outbound.opensAt)}`;
    case 'handoff':
    case 'joined':
    case 'idle_return':
    case 'queue_position':
      return outbound.text;
  }
}

function opens(words: Words, instant: string): string {
  return filled(words.opens, { date: instant.slice(0, 10), time: instant.slice(11, 16) });
}
