/** One way to say it. Patterns are written over concepts; see ../rules.ts for how they are read. */
export interface Rule {
  /** Stored as evidence of what fired. */
  readonly name: string;
  readonly match: string;
  /** What must not stand directly before the match. */
  readonly notAfter?: string;
  /** What must not follow the match directly. */
  readonly notBefore?: string;
}

/**
 * Everything the detectors know of one language, as data: a further language is one more file and its line in index.ts.
 * Words are written as people write them; case and accents fold away.
 */
export interface Language {
  /** ISO 639-1. */
  readonly code: string;
  /** Concept → its words, separated by blanks. A word may stand under several concepts. */
  readonly concepts: Readonly<Record<string, string>>;
  /** The concepts without one of which no message asks for a person: a message that has none is not looked at further. */
  readonly subjects: string;
  /** The concepts whose words are recognised with a slip of the keys in them, and run together with others. */
  readonly forgiving: string;
  /** Real words that are one slip away from a word of those, and are not that word. */
  readonly realWords: string;
  /** Fragment (in capitals) → pattern; a fragment may use those before it. */
  readonly fragments: Readonly<Record<string, string>>;
  /** Tried in order; the first that matches is the evidence. */
  readonly rules: readonly Rule[];
  /** Phrases, separated by commas, for the detectors that read a short message as a whole (../whole-message.ts). */
  readonly phrases: {
    readonly yes: string;
    readonly no: string;
    /** Says yes when it stands alone; beside a yes or a no it is courtesy: "please", "no, please", "no, that's fine". */
    readonly please: string;
    /** What may stand around an answer without changing it. */
    readonly courtesy: string;
    /** The words of the question itself, which an answer may repeat: "yes, connect me to a person". */
    readonly echo: string;
    /** The matter is settled, or the customer leaves. */
    readonly done: string;
    /** Praise and thanks; alone they settle nothing. */
    readonly pleased: string;
  };
}
