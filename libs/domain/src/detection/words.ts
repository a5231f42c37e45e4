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
const longestWord = 24;

const enum Kind {
  Unknown,
  Gap,
  Letter,
  Apostrophe,
  Stop,
  Pause,
  Dash,
  Symbol,
}

/** What each UTF-16 unit is, filled as characters are met, so that a text costs one array read per unit. */
const kinds = new Uint8Array(0x10000);

function kindOf(character: string): Kind {
  if (/[\p{L}\p{N}\p{M}]/u.test(character)) return Kind.Letter;
  if (/['’‘´`ʼ]/.test(character)) return Kind.Apostrophe;
  if (/[.!?;…\n\r。！？]/.test(character)) return Kind.Stop;
  if (/[,:()[\]—–、，]/.test(character)) return Kind.Pause;
  if (character === '-') return Kind.Dash;
  if (/\p{Extended_Pictographic}/u.test(character)) return Kind.Symbol;
  return Kind.Gap;
}

function kindAt(text: string, index: number): Kind {
  const code = text.charCodeAt(index);
  const known = kinds[code] as Kind;
  if (known !== Kind.Unknown) return known;
  const high = code >= 0xd800 && code < 0xdc00;
  if (high) return kindOf(String.fromCodePoint(text.codePointAt(index) ?? code));
  // The second half of a pair goes with whatever its first half began.
  const kind = code >= 0xdc00 && code < 0xe000 ? Kind.Letter : kindOf(String.fromCharCode(code));
  kinds[code] = kind;
  return kind;
}

/** Splits a message into folded words and borders, in one pass; `start` and `end` are offsets into the text as given. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const add = (word: string, start: number, end: number) => words.push({ word, start, end });
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    const start = at++;
    if (kind === Kind.Letter) {
      let apostrophe = -1;
      for (; at < text.length; at++) {
        const next = kindAt(text, at);
        if (next === Kind.Apostrophe) apostrophe = at;
        else if (next !== Kind.Letter) break;
      }
      addWord(text, start, at, apostrophe, add);
    } else if (kind === Kind.Stop) add(STOP, start, at);
    else if (kind === Kind.Pause) add(PAUSE, start, at);
    else if (kind === Kind.Dash && text.charCodeAt(at) === 32) add(PAUSE, start, at);
    else if (kind === Kind.Symbol) {
      if (text.charCodeAt(start) >= 0xd800) at++;
      add(text.slice(start, at), start, at);
    }
  }
  return words;
}

/** "agent's" becomes two words, agent and 's: what belongs to a person is not the person. */
function addWord(
  text: string,
  start: number,
  end: number,
  apostrophe: number,
  add: (word: string, start: number, end: number) => void,
): void {
  if (end - start > longestWord) return add('', start, end);
  const word = fold(text.slice(start, end));
  if (apostrophe < 0) return add(word, start, end);
  if (apostrophe === end - 2 && word.endsWith("'s")) {
    add(word.slice(0, -2).replaceAll("'", ''), start, apostrophe);
    return add("'s", apostrophe, end);
  }
  add(word.replaceAll("'", ''), start, end);
}
