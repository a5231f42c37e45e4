import { excerpt } from './excerpt.js';
import { languages as everyLanguage } from './languages/index.js';
import { compileLexicon } from './lexicon.js';
import { compileRules } from './rules.js';
import { joinSpacedLetters } from './spaced-letters.js';
import { type Word, wordsOf } from './words.js';

/** Whether a message asks for a person, with the evidence for a decision trace. Plain data. */
export interface ExplicitRequest {
  readonly asks: boolean;
  /** ISO 639-1 code of the language whose rule matched. */
  readonly language?: string;
  /** The name of the rule. */
  readonly rule?: string;
  /** The customer's own words that matched, at most 200 characters: personal data. */
  readonly matched?: string;
}

const longestEvidence = 200;
const silent: ExplicitRequest = { asks: false };

const lexicon = compileLexicon(everyLanguage);
const rulebooks = everyLanguage.map((language, i) => ({
  language: language.code,
  rules: compileRules(language, lexicon.signsOf[i] ?? new Map<string, string>()),
}));

/**
 * Does this customer message ask for a person?
 *
 * @param text any length; time is linear in it.
 * @param languages ISO 639-1 codes to consider, all when absent; on a tie the first of the product's list wins.
 */
export function detectExplicitRequest(text: string, languages?: readonly string[]): ExplicitRequest {
  const words = joinSpacedLetters(wordsOf(text));
  const reading = lexicon.read(words);
  const most = Math.max(...reading.known);
  for (const [i, { language, rules }] of rulebooks.entries()) {
    if (languages !== undefined && !languages.includes(language)) continue;
    // Every language knows a few words of another ("will", "a"): one that knows too few is not the language of the message.
    if ((reading.known[i] ?? 0) * 2 <= most) continue;
    const part = excerpt(reading, i);
    if (part === undefined) continue;
    for (const { name, pattern } of rules) {
      const match = pattern.exec(part.signs);
      if (match === null) continue;
      const matched = evidence(text, words, part.origin[match.index], part.origin[match.index + match[0].length - 1]);
      return { asks: true, language, rule: name, matched };
    }
  }
  return silent;
}

function evidence(text: string, words: readonly Word[], first = 0, last = words.length - 1): string {
  const matched = text.slice(words[first]?.start ?? 0, words[last]?.end ?? text.length).slice(0, longestEvidence);
  // eslint-disable-next-line regexp/no-super-linear-move -- of a text as short as evidence may be
  return matched.replace(/^[\s,.;:!?…-]+|[\s,.;:…-]+$/g, '');
}
