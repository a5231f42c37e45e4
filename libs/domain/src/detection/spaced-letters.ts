import { PAUSE, STOP, type Word } from './words.js';

/** Fewer single letters in a row are initials, sizes or lists ("a, b and c"), not a word. */
const fewest = 4;

/** More are no word and no sentence either. */
const most = 40;

/** A message of more words and signs is left as it is: who writes that much spells nothing out. */
const longestMessage = 4000;

/** "h u m a n", "a.g.e.n.t", "h-u-m-a-n": letters that somebody set apart by one sign each are the word they spell. */
export function joinSpacedLetters(words: readonly Word[]): readonly Word[] {
  if (words.length > longestMessage) return words;
  let joined: Word[] | undefined;
  for (let at = 0; at < words.length;) {
    const { end, letters } = runFrom(words, at);
    if (letters >= fewest && letters <= most) {
      joined ??= words.slice(0, at);
      joined.push({ word: spelled(words, at, end), start: words[at]?.start ?? 0, end: words[end - 1]?.end ?? 0 });
    } else if (joined !== undefined) {
      for (let i = at; i < end; i++) joined.push(words[i] as Word);
    }
    at = end;
  }
  return joined ?? words;
}

function isLetter({ word }: Word): boolean {
  const code = word.charCodeAt(0);
  return word.length === 1 && code >= 97 && code <= 122;
}

function isBorder({ word }: Word): boolean {
  return word === STOP || word === PAUSE;
}

function spelled(words: readonly Word[], from: number, end: number): string {
  let word = '';
  for (let i = from; i < end; i++) if (isLetter(words[i] as Word)) word += (words[i] as Word).word;
  return word;
}

/** How many set-apart letters follow one another from `from` on, and where they end; none where no letter stands. */
function runFrom(words: readonly Word[], from: number): { end: number; letters: number } {
  let letters = 0;
  let end = from + 1;
  for (let at = from; at < words.length; at++) {
    const letter = words[at] as Word;
    if (!isLetter(letter)) break;
    if (at > from && letter.start - (words[end - 1] as Word).end > 1) break;
    letters += 1;
    end = at + 1;
    // One sign directly between two letters stands for the blank; anything more ends the run.
    const sign = words[end];
    if (sign?.start === letter.end && isBorder(sign) && words[end + 1]?.start === sign.end) at += 1;
  }
  return { end, letters };
}
