import { detectExplicitRequest } from './explicit-request.js';
import { compileKeywords, type KeywordMatcher } from './keywords.js';
import { signalsSatisfaction } from './satisfaction.js';
import { type Answer, answerOf } from './yes-no.js';

/** Raised with every change that can change what is found, so that stored detections say what found them. */
export const detectorVersion = '3';

/** What was found in one customer message. Plain data. `keywords` and `matched` are personal: they tell what was written. */
export interface Detection {
  readonly detectorVersion: string;
  /** The customer asks for a person. */
  readonly explicitRequest: boolean;
  /** The rule that found it, the language it belongs to (ISO 639-1) and the words it matched. */
  readonly explicitRule?: string;
  readonly language?: string;
  readonly matched?: string;
  /** The configured phrases that occur, as configured. */
  readonly keywords: readonly string[];
  /** The message as an answer to the offer of a person. */
  readonly answer: Answer;
  /** The customer signals that the matter is settled. */
  readonly satisfied: boolean;
}

export interface DetectOptions {
  /** Phrases of the agent's configuration; an array is compiled once and remembered with the array. */
  readonly keywords?: KeywordMatcher | readonly string[];
  /** ISO 639-1 codes of the languages to consider for an explicit request; all when absent. */
  readonly languages?: readonly string[];
}

const compiled = new WeakMap<readonly string[], KeywordMatcher>();

function matcherFor(phrases: readonly string[]): KeywordMatcher {
  let matcher = compiled.get(phrases);
  if (matcher === undefined) {
    matcher = compileKeywords(phrases);
    compiled.set(phrases, matcher);
  }
  return matcher;
}

function isMatcher(keywords: KeywordMatcher | readonly string[]): keywords is KeywordMatcher {
  return 'find' in keywords && !Array.isArray(keywords);
}

/** Everything the detectors find in one customer message. Deterministic; time is linear in the text. */
export function detect(text: string, { keywords = [], languages }: DetectOptions = {}): Detection {
  const { asks, rule, language, matched } = detectExplicitRequest(text, languages);
  return {
    detectorVersion,
    explicitRequest: asks,
    ...(rule === undefined ? {} : { explicitRule: rule }),
    ...(language === undefined ? {} : { language }),
    ...(matched === undefined ? {} : { matched }),
    keywords: (isMatcher(keywords) ? keywords : matcherFor(keywords)).find(text),
    answer: answerOf(text),
    satisfied: signalsSatisfaction(text),
  };
}
