import { fold } from './fold.js';

/** One word or border of a message. Borders are STOP (the sentence ends) and PAUSE (a comma, a dash, a bracket). */
export interface Word {
  /** Folded, without apostrophes; empty when too long to be a word that anybody knows. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

export const STOP = '.';
export const PAUSE = ',';

/** Longer runs are not words of any vocabulary: they are kept as one unknown word and never looked at again. */
const longestWord = 40;

const enum Kind {
  Unknown,
  Gap,
  Letter,
  Apostrophe,
  Stop,
  Pause,
  Dash,
}

/** What each UTF-16 unit is, filled as characters are met, so that a text costs one array read per unit. */
const kinds = new Uint8Array(0x10000);

function kindOf(character: string): Kind {
  if (/[\p{L}\p{N}\p{M}]/u.test(character)) return Kind.Letter;
  if (/['’‘´`ʼ]/.test(character)) return Kind.Apostrophe;
  if (/[.!?;…\n\r。！？]/.test(character)) return Kind.Stop;
  if (/[,:()[\]—–、，]/.test(character)) return Kind.Pause;
  if (character === '-') return Kind.Dash;
  return Kind.Gap;
}

/** Beyond the basic plane only the mathematical alphabets are written instead of plain letters, and rare scripts. */
function letterBeyond(code: number): boolean {
  return (code >= 0x10000 && code < 0x1bd00) || (code >= 0x1d400 && code < 0x1d800) || code >= 0x20000;
}

function kindAt(text: string, index: number): Kind {
  const code = text.charCodeAt(index);
  const known = kinds[code] as Kind;
  if (known !== Kind.Unknown) return known;
  // Both halves of a pair are what the pair is.
  if (code >= 0xd800 && code < 0xe000) {
    const pair = text.codePointAt(code < 0xdc00 ? index : index - 1) ?? code;
    return pair < 0x10000 ? Kind.Gap : letterBeyond(pair) ? Kind.Letter : Kind.Gap;
  }
  const kind = kindOf(String.fromCharCode(code));
  kinds[code] = kind;
  return kind;
}

/**
 * Splits a message into folded words and borders, in one pass. Borders in a row count once. Emoji are no words and no
 * borders.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let border = '';
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    const start = at++;
    if (kind === Kind.Letter) {
      let apostrophe = -1;
      let ascii = text.charCodeAt(start) < 128;
      for (; at < text.length; at++) {
        const next = kindAt(text, at);
        if (next === Kind.Apostrophe) apostrophe = at;
        else if (next !== Kind.Letter) break;
        if (text.charCodeAt(at) >= 128) ascii = false;
      }
      border = '';
      if (isAddress(text, start, at)) {
        at = endOfAddress(text, at);
        words.push({ word: '', start, end: at });
        continue;
      }
      addWord(words, text, start, at, apostrophe, ascii);
      at += genderEnding(text, at);
    } else if (kind === Kind.Stop || kind === Kind.Pause || (kind === Kind.Dash && text.charCodeAt(at) === 32)) {
      const sign = kind === Kind.Stop ? STOP : PAUSE;
      if (border === STOP || border === sign) continue;
      border = sign;
      words.push({ word: sign, start, end: at });
    }
  }
  return words;
}

/** "Mitarbeiter:in", "Berater/-in", "ein*e": how many units after the word belong to it and say no more than it does. */
function genderEnding(text: string, at: number): number {
  if (!':*_/'.includes(text.charAt(at)) || at >= text.length) return 0;
  const letters = at + (text.charAt(at + 1) === '-' ? 2 : 1);
  for (const ending of ['innen', 'in', 'en', 'e', 'n', 'r']) {
    const end = letters + ending.length;
    if (!text.startsWith(ending, letters)) continue;
    if (end >= text.length || kindAt(text, end) !== Kind.Letter) return end - at;
  }
  return 0;
}

/** "www.support.com" and "https://shop.com/human" are addresses: the words in them are not said. */
function isAddress(text: string, start: number, end: number): boolean {
  const next = text.charAt(end);
  if (next !== '.' && next !== ':') return false;
  const word = text.slice(start, end).toLowerCase();
  return next === '.' ? word === 'www' : text.startsWith('://', end) && /^https?$/.test(word);
}

function endOfAddress(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) > 32) at += 1;
  return at;
}

/** "agent's" becomes two words, agent and 's: what belongs to a person is not the person. */
function addWord(words: Word[], text: string, start: number, end: number, apostrophe: number, ascii: boolean): void {
  if (end - start > longestWord) {
    words.push({ word: '', start, end });
    return;
  }
  const written = text.slice(start, end);
  const word = ascii ? written.toLowerCase() : fold(written);
  if (apostrophe < 0) words.push({ word, start, end });
  else if (apostrophe === end - 2 && word.endsWith("'s")) {
    words.push({ word: withoutApostrophes(word.slice(0, -2)), start, end: apostrophe });
    words.push({ word: "'s", start: apostrophe, end });
  } else words.push({ word: withoutApostrophes(word), start, end });
}

/** Most words have none left: then nothing is copied. */
function withoutApostrophes(word: string): string {
  return word.includes("'") ? word.replaceAll("'", '') : word;
}
