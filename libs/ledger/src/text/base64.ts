/**
 * Strict base64 (RFC 4648 section 4): one spelling per byte string, so that no changed character goes unnoticed.
 *
 * @returns undefined when the text is anything but the canonical encoding (of `length` bytes, if given)
 */
export function decodeBase64(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return undefined;
  return length === undefined || bytes.length === length ? bytes : undefined;
}

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
