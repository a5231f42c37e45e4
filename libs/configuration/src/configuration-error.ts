/** The configuration cannot be used. Holds one sentence per wrong setting; secrets are never repeated in them. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';

  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
  }
}
