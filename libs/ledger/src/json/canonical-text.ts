import { canonicalize, NotCanonicalizable, type Json } from './canonical-json.js';
import { canonicalLength } from './canonical-length.js';
import { InvalidJson } from './strict-json.js';

/**
 * Reads text that must be canonical already, the fast way: what the engine's parser understood is measured, or written again, and has
 * to give the same text. Duplicate keys, white space, other spellings of numbers or strings and lone surrogates cannot survive that.
 *
 * @throws InvalidJson when the text is not the canonical form of one JSON value
 */
export function parseCanonical(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new InvalidJson('not JSON');
  }
  if (text.includes('\\') || !text.isWellFormed() || canonicalLength(value) !== text.length)
    if (canonicalText(value) !== text) throw new InvalidJson('not in canonical form (RFC 8785)');
  return value;
}

/** `canonicalize` for values that came out of a parser: what it refuses is then the text's fault. */
export function canonicalText(value: unknown): string {
  try {
    return canonicalize(value);
  } catch (error) {
    if (error instanceof NotCanonicalizable) throw new InvalidJson(error.message);
    throw error;
  }
}
