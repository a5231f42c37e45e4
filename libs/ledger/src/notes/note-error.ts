/**
 * A note cannot be read or believed:
 * `malformed` it is no signed note · `bad_key` a key's text is damaged · `ambiguous_key` two known keys share name and id ·
 * `bad_signature` a known key's signature fails, so that the whole note is refused · `no_known_signature` nobody we know signed it
 */
export class NoteError extends Error {
  override readonly name = 'NoteError';

  constructor(
    readonly code: 'malformed' | 'bad_key' | 'ambiguous_key' | 'bad_signature' | 'no_known_signature',
    message: string,
  ) {
    super(message);
  }
}
