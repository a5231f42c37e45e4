import type { Outbound } from './outbound.js';
import { platformWords } from './words.js';

/** What an outbound needs to be said in text alone. */
export interface PlainOptions {
  /** Where the contact form is; absent: the customer answers in the chat. */
  readonly formUrl?: string;
}

/**
 * The whole of it in text, for channels that show nothing else: attachments as links, an offer as a question, the form as a link or a
 * question, the opening time as a time.
 */
export function plainText(outbound: Exclude<Outbound, { kind: 'closed' }>, { formUrl }: PlainOptions = {}): string {
  if (outbound.kind === 'message')
    return [outbound.text, ...outbound.attachments.map(({ name, url }) => `${name}: ${url}`)]
      .filter(Boolean)
      .join('\n');
  switch (outbound.notice) {
    case 'offer':
      return `${outbound.text} ${platformWords.offerByText}`;
    case 'contact_form':
    case 'contact_path':
      return `${outbound.text} ${formUrl ?? platformWords.formByText}`;
    case 'off_hours':
      return typeof outbound.opensAt !== 'string'
        ? outbound.text
        : `${outbound.text} We are back ${inWords(outbound.opensAt)}.`;
    case 'handoff':
    case 'joined':
    case 'idle_return':
    case 'queue_position':
      return outbound.text;
  }
}

function inWords(instant: string): string {
  return `on ${instant.slice(0, 10)} at ${instant.slice(11, 16)} UTC`;
}
