export const saltBytes = 32;
export const ivBytes = 12;
export const tagBytes = 16;
/** What every commitment begins with. */
export const commitPrefix = Buffer.from('handoff-ctx/1');

/** What an envelope held, as text: canonical JSON, and the salt in base64. */
export interface OpenedText {
  readonly text: string;
  readonly salt: string;
}

/** The parts of a box; undefined when it is too short to be one. */
export function boxParts(
  box: string,
): { readonly iv: Buffer; readonly sealed: Buffer; readonly tag: Buffer } | undefined {
  const bytes = Buffer.from(box, 'base64url');
  if (bytes.length < ivBytes + saltBytes + tagBytes) return undefined;
  return {
    iv: bytes.subarray(0, ivBytes),
    sealed: bytes.subarray(ivBytes, -tagBytes),
    tag: bytes.subarray(-tagBytes),
  };
}
