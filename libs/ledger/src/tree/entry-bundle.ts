/** The longest entry a bundle can hold: lengths are uint16 (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535;

/**
 * Entries as published: each with its length in two bytes, big-endian, in front (C2SP tlog-tiles).
 * @throws RangeError when an entry is too long
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes`);
      const length = Buffer.allocUnsafe(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/**
 * The entries of a bundle.
 * @throws RangeError when the bytes end inside an entry
 */
export function decodeEntryBundle(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 2 > bytes.length) throw new RangeError('the bundle ends inside a length');
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) throw new RangeError('the bundle ends inside an entry');
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
