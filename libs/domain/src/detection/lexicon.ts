import type { Language } from './languages/language.js';
import { nearMisses } from './near-miss.js';
import { spellings } from './fold.js';
import { PAUSE, STOP, type Word } from './words.js';

/**
 * What the languages make of a message: one character, its sign, per word and language, so that rules over concepts are
 * plain regular expressions. Words of the same set of concepts share a sign (a private-use character); a word unknown to
 * the language is PLAIN.
 */
export interface Reading {
  /** For each word, or half of two words run together, its signs: one per language. Begins and ends with a stop. */
  readonly signs: readonly string[];
  /** For each of those the word of the message it came from. */
  readonly origin: readonly number[];
  /** How many words of the message each language knows, and how many of them are subjects of it; 0 where no language has one. */
  readonly known: readonly number[];
  readonly subjects: readonly number[];
}

export const SIGN = { stop: '\ue000', pause: '\ue001', plain: '\ue002' } as const;

/** Signs from here on are those of a language's subjects. */
export const FIRST_SUBJECT = 0xf000;

const mostCorrections = 4096;

/** How many unknown words of one message are looked at for several run together: that costs the square of their length. */
const mostUnglued = 300;

/** How many unknown words of one message are held against known ones: so many slips nobody makes. */
const mostCorrected = 4_000;

const FIRST_KNOWN = SIGN.plain.charCodeAt(0) + 1;

/** The vocabulary of several languages behind one look-up per word. */
export interface Lexicon {
  /** The signs of every concept, per language in the order given. */
  readonly signsOf: readonly ReadonlyMap<string, string>[];
  read(words: readonly Word[]): Reading;
}

/** The words of a list of a language file, in every spelling. */
function wordsIn(list: string): string[] {
  return list.trim().split(/\s+/).flatMap(spellings);
}

/** Concepts per word, then one sign per distinct set of concepts. */
function assignSigns(language: Language) {
  const subjects = new Set(language.subjects.split(' '));
  const conceptsOf = new Map<string, Set<string>>();
  for (const [concept, words] of Object.entries(language.concepts)) {
    for (const word of wordsIn(words)) {
      conceptsOf.set(word, (conceptsOf.get(word) ?? new Set()).add(concept));
    }
  }
  const signOfSet = new Map<string, string>();
  const signOf = new Map<string, string>();
  const signsOf = new Map<string, string>();
  for (const [word, concepts] of conceptsOf) {
    const set = [...concepts].sort().join(' ');
    let sign = signOfSet.get(set);
    if (sign === undefined) {
      const range = [...concepts].some((concept) => subjects.has(concept)) ? FIRST_SUBJECT : FIRST_KNOWN;
      sign = String.fromCharCode(range + signOfSet.size);
      signOfSet.set(set, sign);
      for (const concept of concepts) signsOf.set(concept, (signsOf.get(concept) ?? '') + sign);
    }
    signOf.set(word, sign);
  }
  return { signOf, signsOf };
}

export function compileLexicon(languages: readonly Language[]): Lexicon {
  const vocabularies = languages.map(assignSigns);
  const entries = new Map<string, readonly string[]>();
  const everybody = (sign: string) => sign.repeat(languages.length);
  const unknown = [everybody(SIGN.plain)];
  for (const { signOf } of vocabularies) {
    for (const word of signOf.keys()) {
      if (!entries.has(word)) entries.set(word, [vocabularies.map((v) => v.signOf.get(word) ?? SIGN.plain).join('')]);
    }
  }
  const forgiven = languages.flatMap(({ concepts, forgiving }) =>
    forgiving.split(' ').flatMap((concept) => wordsIn(concepts[concept] ?? '')),
  );
  const slips = nearMisses(forgiven, entries.keys());
  for (const { realWords } of languages) {
    for (const word of wordsIn(realWords)) {
      if (!entries.has(word)) entries.set(word, unknown);
    }
  }
  entries.set(STOP, [everybody(SIGN.stop)]);
  entries.set(PAUSE, [everybody(SIGN.pause)]);

  /** A slip of the keys may have meant a word of each language. */
  const merge = (candidates: readonly string[]): readonly string[] => {
    let merged = unknown[0] ?? '';
    for (const candidate of candidates) {
      const [signs = ''] = entries.get(candidate) ?? unknown;
      for (let i = 0; i < signs.length; i++) {
        if (merged.charAt(i) !== SIGN.plain) continue;
        merged = merged.slice(0, i) + signs.charAt(i) + merged.slice(i + 1);
      }
    }
    return [merged];
  };

  /** What is left of these limits in the message being read. */
  let unglues = 0;
  let corrects = 0;

  const correct = (word: string): readonly string[] => {
    const meant = slips.meant(word);
    if (meant.length > 0) return merge(meant);
    const parts = slips.split(word) ?? (unglues-- > 0 ? slips.unglue(word) : undefined);
    if (parts === undefined) return unknown;
    const read = parts.flatMap((part) => entries.get(part) ?? unknown);
    return parts.length === 2 || languages.some((_, i) => read.every((signs) => signs[i] !== SIGN.plain))
      ? read
      : unknown;
  };

  /** Corrections already made: people make the same slips. Emptied when full, so that it does not grow. */
  const corrections = new Map<string, readonly string[]>();

  /** What a word with a letter held down is without it, or a slip away from that. */
  const released = (word: string, run: number): readonly string[] => {
    const twice = run > 2 ? shortened(word, 2) : word;
    const calm = run > 2 ? shortened(word, 1) : word;
    const known = run > 2 ? (entries.get(twice) ?? entries.get(calm)) : undefined;
    if (known !== undefined) return known;
    const once = undoubled(twice);
    const corrected = (once === undefined ? undefined : entries.get(once)) ?? correct(word);
    return corrected === unknown && calm !== word ? correct(calm) : corrected;
  };

  /** One entry for a word, two for words run together. */
  const lookUp = (word: string): readonly string[] => {
    const exact = entries.get(word);
    if (exact !== undefined) return exact;
    const before = corrections.get(word);
    if (before !== undefined) return before;
    if (corrects-- <= 0) return unknown;
    const run = longestRun(word);
    const corrected = run > 1 ? released(word, run) : correct(word);
    if (corrected === unknown) return unknown;
    if (corrections.size >= mostCorrections) corrections.clear();
    corrections.set(word, corrected);
    return corrected;
  };

  return {
    signsOf: vocabularies.map(({ signsOf }) => signsOf),
    read(words) {
      unglues = mostUnglued;
      corrects = mostCorrected;
      const stop = everybody(SIGN.stop);
      const signs = [stop];
      const origin = [0];
      let anySubject = false;
      for (let index = 0; index < words.length; index++) {
        for (const entry of lookUp(words[index]?.word ?? '')) {
          signs.push(entry);
          origin.push(index);
          for (let i = 0; i < entry.length && !anySubject; i++) anySubject = entry.charCodeAt(i) >= FIRST_SUBJECT;
        }
      }
      signs.push(stop);
      origin.push(words.length - 1);
      // A message without a subject needs no counts: no rule looks at it.
      const from = (sign: number) => languages.map((_, i) => (anySubject ? countFrom(sign, signs, i) : 0));
      return { signs, origin, known: from(FIRST_KNOWN), subjects: from(FIRST_SUBJECT) };
    },
  };
}

/** How many of the signs of a language are this one or a later one. */
function countFrom(first: number, signs: readonly string[], language: number): number {
  let count = 0;
  for (let at = 0; at < signs.length; at++) if (signs[at]!.charCodeAt(language) >= first) count += 1;
  return count;
}

/** How often the letter that is repeated most stands in a row. */
function longestRun(word: string): number {
  let longest = 1;
  for (let i = 1, run = 1; i < word.length; i++) {
    run = word.charCodeAt(i) === word.charCodeAt(i - 1) ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/** "pleeease" → "please", "calll" → "call": nobody writes three of a letter in earnest, so `left` of them are left. */
function shortened(word: string, left: 1 | 2): string {
  let short = '';
  let from = 0;
  for (let i = 1, run = 1; i <= word.length; i++) {
    if (i < word.length && word.charCodeAt(i) === word.charCodeAt(i - 1)) {
      run += 1;
      continue;
    }
    if (run > 2) {
      short += word.slice(from, i - run + left);
      from = i;
    }
    run = 1;
  }
  return short + word.slice(from);
}

/** "tto" → "to", "throuugh" → "through": the word without its doubled letter, if it has one and no more. */
function undoubled(word: string): string | undefined {
  let at = 0;
  for (let i = 1; i < word.length; i++) {
    if (word.charCodeAt(i) !== word.charCodeAt(i - 1)) continue;
    if (at > 0) return undefined;
    at = i;
  }
  return at === 0 ? undefined : word.slice(0, at) + word.slice(at + 1);
}
