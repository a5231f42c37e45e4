import { fold, spellings } from './fold.js';
import { languages } from './languages/index.js';
import type { Language } from './languages/language.js';
import { PAUSE, STOP, wordsOf } from './words.js';

/** What the parts of a short message are: see `phrases` in languages/language.ts. */
export type Part = keyof Language['phrases'];

/** Longer messages say more than an answer. */
const mostWords = 16;

/** Emoji that answer or thank by themselves. */
const emoji: Readonly<Partial<Record<Part, string>>> = {
  yes: '👍 ✅ 👌',
  no: '👎',
  courtesy: '🙏 🙂 😊 😀 😃 😄 😁 ❤ 👋 🎉',
};

/** Phrase (words joined by blanks) → what it is. One book for all languages: people answer "ok danke" and "si please". */
const book = new Map<string, Part>();
let longest = 1;

function write(part: Part, phrases: string): void {
  for (const phrase of phrases.split(',').flatMap(spellings).map(normal)) {
    if (phrase === '' || book.has(phrase)) continue;
    book.set(phrase, part);
    longest = Math.max(longest, phrase.split(' ').length);
  }
}

/** Where two languages disagree on a phrase, what weighs more stands first here. */
for (const part of ['no', 'yes', 'done', 'pleased', 'please', 'courtesy', 'echo'] as const) {
  for (const { phrases } of languages) write(part, phrases[part]);
}

/** The words of a phrase or a message as the book spells them: "Yesss, pleeease!" is "yes please". */
function normal(text: string): string {
  return wordsOf(text)
    .map(({ word }) => word)
    .filter((word) => word !== STOP && word !== PAUSE)
    .map((word) => (word === "'s" ? 's' : word.replace(/(.)\1{2,}/g, '$1')))
    .join(' ');
}

const pictograph = /\p{Extended_Pictographic}/gu;

/**
 * Reads a message that consists of known phrases and of nothing else, always taking the longest phrase.
 *
 * @returns what its parts are, or undefined when anything else stands in it.
 */
export function partsOf(text: string): ReadonlySet<Part> | undefined {
  const parts = new Set<Part>();
  for (const [symbol] of text.slice(0, 400).matchAll(pictograph)) {
    const part = partOfEmoji(symbol);
    if (part === undefined) return undefined;
    parts.add(part);
  }
  if (text.length > 400) return undefined;
  const words = normal(text).split(' ').filter(Boolean);
  if (words.length > mostWords) return undefined;
  for (let at = 0; at < words.length;) {
    let length = Math.min(longest, words.length - at);
    let part: Part | undefined;
    while (length > 0 && (part = book.get(words.slice(at, at + length).join(' '))) === undefined) length--;
    if (part === undefined) return undefined;
    parts.add(part);
    at += length;
  }
  return parts;
}

function partOfEmoji(symbol: string): Part | undefined {
  const parts = Object.keys(emoji) as Part[];
  return parts.find((part) => emoji[part]?.split(' ').map(fold).includes(fold(symbol)));
}
