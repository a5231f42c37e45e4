import { refuse } from './refusals.js';

/** What one command may carry. A refusal names the limit and what was sent. */
export const limits = {
  /** UTF-8 bytes of one text: a message, a reason, a summary, a note. */
  textBytes: 16 * 1024,
  attachments: 20,
  phrases: 200,
  phraseCharacters: 200,
  /** Agents, teams and members have names one can show on a line. */
  nameCharacters: 200,
  /** Places in the queue: 0 … 100, higher comes first. */
  priority: 100,
} as const;

/** What ids given by others may be made of: a member of an identity provider, a team, a message of a channel. */
export const keyPattern = /^[A-Za-z0-9_.:@|+/=-]+$/;

/** Refuses a text over the limit. `field` is the caller's name of it. */
export function checkText(field: string, text: string | null | undefined): void {
  // No text has more bytes than three times its UTF-16 units, so short ones need no counting.
  if (text === null || text === undefined || text.length * 3 <= limits.textBytes) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > limits.textBytes) throw refuse('text_too_long', { field, limitBytes: limits.textBytes, bytes });
}

/** Refuses a message that is empty, too long or has too many attachments. */
export function checkMessage(message: { readonly text: string; readonly attachments: readonly unknown[] }): void {
  const { text, attachments } = message;
  if (text.trim() === '' && attachments.length === 0) throw refuse('empty_message', { field: 'text' });
  checkText('text', text);
  if (attachments.length > limits.attachments)
    throw refuse('too_many_attachments', {
      field: 'attachments',
      limit: limits.attachments,
      attachments: attachments.length,
    });
}

/** Refuses phrases that are too many or too long. */
export function checkPhrases(field: string, phrases: readonly string[]): void {
  if (phrases.length > limits.phrases)
    throw refuse('too_many_phrases', { field, limit: limits.phrases, phrases: phrases.length });
  for (const phrase of phrases) {
    if (phrase.length > limits.phraseCharacters)
      throw refuse('phrase_too_long', { field, limitCharacters: limits.phraseCharacters, characters: phrase.length });
    if (phrase.trim() === '') throw refuse('invalid_setting', { field, rule: 'a phrase is not empty' });
  }
}

/** Refuses a number that is not whole or not within its bounds. */
export function checkWhole(field: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw refuse('invalid_setting', { field, min, max, value });
}

/** Refuses what is no number, and one not within its bounds. */
export function checkBetween(field: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw refuse('invalid_setting', { field, min, max, value });
}

/** Refuses an empty or overlong name. */
export function checkName(field: string, name: string): void {
  if (name.trim() === '' || name.length > limits.nameCharacters)
    throw refuse('invalid_setting', { field, limitCharacters: limits.nameCharacters });
}
