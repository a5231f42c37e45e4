import { partsOf } from './whole-message.js';

/**
 * Does the customer signal that the matter is settled, so that the AI may close the conversation (row 60)?
 *
 * Conservative: the message must say so ("that solved it", "that's all, bye") and say nothing else. Thanks and praise alone
 * settle nothing: they are as often said in the middle.
 */
export function signalsSatisfaction(text: string): boolean {
  const parts = partsOf(text);
  return parts !== undefined && parts.has('done');
}
