import { fold } from './fold.js';

/** Configured phrases, ready to be looked for. */
export interface KeywordMatcher {
  /** The phrases found in `text`, as configured, each once, in the order of the configuration. Linear in `text`. */
  find(text: string): string[];
}

const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Scripts that put no blanks between words, or endings on them (Korean): a phrase is found wherever it stands. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** For each UTF-16 unit whether a word ends where it ends: 1 no, it is part of a word, 2 yes. */
const inWord = new Uint8Array(0x10000);

/** Whether a phrase that begins or ends in this unit needs a word border there. Surrogates (emoji) do not. */
function isWordUnit(code: number): boolean {
  let known = inWord[code];
  if (known === 0) {
    const character = String.fromCharCode(code);
    inWord[code] = known = wordCharacter.test(character) && !unspaced.test(character) ? 1 : 2;
  }
  return known === 1;
}

const unusualBlank = /\s{2,}|[^\S ]/g;

/** Case, diacritics and the width of blanks do not matter; everything else is literal. */
function normal(text: string): string {
  return fold(text).replace(unusualBlank, ' ');
}

/**
 * Compiles phrases into one automaton (Aho and Corasick, 1975) that reads a text once, however many phrases there are.
 *
 * A phrase counts where it stands as whole words: "art" is not in "start". That does not hold for the edges of a phrase
 * that are no letters or digits ("c++", "👍") or belong to a script without blanks between words (Chinese, Japanese, Thai), or glue endings to them (Korean).
 * No character of a phrase has a special meaning; a blank phrase is never found.
 */
export function compileKeywords(phrases: readonly string[]): KeywordMatcher {
  const spellings = phrases.map((phrase) => normal(phrase.trim()));
  const distinct = [...new Set(spellings)].filter((spelling) => spelling !== '');

  /** State 0 is the root: `next[state]` leads on by UTF-16 unit, `ends[state]` is the phrase that ends there or -1. */
  const next = [new Map<number, number>()];
  const ends = [-1];
  distinct.forEach((phrase, index) => {
    let state = 0;
    for (let i = 0; i < phrase.length; i++) {
      const code = phrase.charCodeAt(i);
      let following = next[state]?.get(code);
      if (following === undefined) {
        following = next.push(new Map()) - 1;
        ends.push(-1);
        next[state]?.set(code, following);
      }
      state = following;
    }
    ends[state] = index;
  });

  /** `back[state]`: the longest suffix that is a state; `shorter[phrase]`: the longest phrase that ends it, or -1. */
  const back = new Int32Array(next.length);
  const shorter = new Int32Array(distinct.length).fill(-1);
  const step = (from: number, code: number): number => {
    let state = from;
    let following = next[state]?.get(code);
    while (following === undefined && state !== 0) {
      state = back[state] ?? 0;
      following = next[state]?.get(code);
    }
    return following ?? 0;
  };
  const queue = [...(next[0]?.values() ?? [])];
  for (const state of queue) {
    for (const [code, following] of next[state] ?? []) {
      back[following] = step(back[state] ?? 0, code);
      queue.push(following);
    }
    const suffixEnd = ends[back[state] ?? 0] ?? -1;
    const end = ends[state] ?? -1;
    if (end === -1) ends[state] = suffixEnd;
    else shorter[end] = suffixEnd;
  }

  return {
    find(text) {
      if (distinct.length === 0) return [];
      const folded = normal(text);
      const found = new Set<number>();
      /** Like `shorter`, but past phrases found already, so that none is looked at again and again. */
      const pending = shorter.slice();
      const unfound = (phrase: number): number => {
        let at = phrase;
        while (at !== -1 && found.has(at)) at = pending[at] ?? -1;
        for (let i = phrase; i !== at && i !== -1;) {
          const following = pending[i] ?? -1;
          pending[i] = at;
          i = following;
        }
        return at;
      };
      let state = 0;
      for (let i = 0; i < folded.length && found.size < distinct.length; i++) {
        const code = folded.charCodeAt(i);
        state = step(state, code);
        const end = ends[state] ?? -1;
        if (end === -1) continue;
        if (isWordUnit(code) && isWordUnit(folded.charCodeAt(i + 1) || 0)) continue;
        for (let phrase = unfound(end); phrase !== -1; phrase = unfound(pending[phrase] ?? -1)) {
          const start = i - (distinct[phrase]?.length ?? 0);
          if (isWordUnit(folded.charCodeAt(start + 1)) && start >= 0 && isWordUnit(folded.charCodeAt(start))) continue;
          found.add(phrase);
        }
      }
      const hits = new Set([...found].map((index) => distinct[index]));
      return [...new Set(phrases.filter((_, i) => hits.has(spellings[i])))];
    },
  };
}
