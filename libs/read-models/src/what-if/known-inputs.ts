import {
  compileKeywords,
  type ConversationEventMap,
  type Conversation,
  type KeywordMatcher,
  type TriggerSettings,
} from '#domain';

type Message = ConversationEventMap['CustomerMessageReceived'];
type Assessed = ConversationEventMap['TurnAssessed'];

/** What is on record of one message under other keywords: `null` where it cannot be known any more. */
export interface KnownKeywords {
  readonly found: boolean;
  readonly phrases: readonly string[];
}

const matchers = new WeakMap<readonly string[], KeywordMatcher>();

/** Whether a message holds one of the phrases. The same phrases as then: as was stored; others: found in the text, if it is there. */
export function knownKeywords(
  { text, detection, evidence }: Message,
  then: readonly string[] | undefined,
  phrases: readonly string[],
): KnownKeywords | null {
  if (phrases.length === 0) return { found: false, phrases };
  if (then !== undefined && then.length === phrases.length && then.every((phrase, i) => phrase === phrases[i]))
    return { found: detection.keyword, phrases: evidence?.keywords ?? [] };
  if (text === null) return null;
  const matcher = matchers.get(phrases) ?? compileKeywords(phrases);
  matchers.set(phrases, matcher);
  const hits = matcher.find(text);
  return { found: hits.length > 0, phrases: hits };
}

/** The inputs of an assessment; of a sentiment that cannot be known any more it is said so. */
export interface KnownInputs {
  readonly inputs: { readonly sentiment?: number; readonly answered?: boolean };
  readonly sentimentErased: boolean;
}

/**
 * What was told of a turn. Once its inputs are erased, the counters that were kept beside them still tell whether it was answered, and
 * on which side of the threshold of then the sentiment was.
 * @param before as the record stood before the assessment
 */
export function knownInputs(
  { inputs, counters, trace }: Assessed,
  before: Pick<Conversation, 'failures' | 'sentimentRun'>,
  { sentiment }: TriggerSettings,
): KnownInputs {
  if (inputs !== null) return { inputs, sentimentErased: false };
  const { failures = before.failures, sentimentRun = before.sentimentRun } = counters;
  const answered = failures > before.failures ? false : failures < before.failures ? true : undefined;
  const told = answered === undefined ? {} : { answered };
  if (sentiment === null) return { inputs: told, sentimentErased: false };
  if (trace.thresholds?.['sentiment'] !== sentiment.threshold) return { inputs: told, sentimentErased: true };
  if (sentimentRun > before.sentimentRun)
    return { inputs: { ...told, sentiment: sentiment.threshold }, sentimentErased: false };
  if (sentimentRun < before.sentimentRun) return { inputs: { ...told, sentiment: 1 }, sentimentErased: false };
  return { inputs: told, sentimentErased: false };
}
