import { partsOf } from './whole-message.js';

export type Answer = 'yes' | 'no' | 'other';

/**
 * Is this message an answer to "Would you like me to connect you with a person?"
 *
 * Only a message that is an answer and nothing else counts: courtesy and the words of the question may stand around it
 * ("yes please, connect me to a person"), a condition, a question or anything else makes it `other` ("yes, but what does
 * it cost?"), and so do a yes and a no together.
 */
export function answerOf(text: string): Answer {
  const parts = partsOf(text);
  if (parts === undefined || parts.has('done')) return 'other';
  const no = parts.has('no');
  const yes = parts.has('yes') || (parts.has('please') && !no);
  if (yes === no) return 'other';
  return yes ? 'yes' : 'no';
}
