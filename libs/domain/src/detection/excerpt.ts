import { FIRST_SUBJECT, type Reading, SIGN } from './lexicon.js';

/** The parts of a message that rules have to look at, in one language. */
export interface Excerpt {
  readonly signs: string;
  /** For each sign the word of the message it came from. */
  readonly origin: readonly number[];
}

/** No rule reaches further from the word it is about. */
const before = 16;
const after = 12;

/** More words than this around subjects is not what a person writes: the rest is not looked at. */
const most = 3000;

/**
 * What stands around the subjects of a message: a long message costs no more than what it says about people.
 * Undefined when it says nothing about them. What is left out leaves a PLAIN sign.
 *
 * @param language index into the lexicon's languages.
 */
export function excerpt({ signs, origin, subjects }: Reading, language: number): Excerpt | undefined {
  if (subjects[language] === 0) return undefined;
  let kept = '';
  const places: number[] = [];
  let end = 0;
  for (let at = 0; at < signs.length && places.length < most; at++) {
    if ((signs[at]?.charCodeAt(language) ?? 0) < FIRST_SUBJECT) continue;
    let next = Math.max(end, at - before);
    if (next > end) {
      kept += SIGN.plain;
      places.push(origin[next] ?? 0);
    }
    end = Math.min(signs.length, at + after + 1);
    for (; next < end; next++) {
      kept += signs[next]?.charAt(language) ?? SIGN.plain;
      places.push(origin[next] ?? 0);
    }
  }
  return { signs: kept, origin: places };
}
