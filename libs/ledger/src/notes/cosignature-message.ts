import { SIGNATURE_BYTES } from './ed25519.js';

/** What a witness signs: two header lines, then the checkpoint's text (C2SP tlog-cosignature, Ed25519). */
export function cosignedMessage(at: bigint, noteText: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`cosignature/v1\ntime ${at}\n`), noteText]);
}

/** The signature as it stands in the note: time as uint64, big-endian, then the 64 bytes. */
export function timestamped(at: bigint, signature: Buffer): Buffer {
  if (at < 0n) throw new RangeError('a witness signs at a time since 1970');
  const time = Buffer.alloc(8);
  time.writeBigInt64BE(at);
  return Buffer.concat([time, signature]);
}

/** Seconds since 1970 at which a cosignature was made; undefined when it is none (a time has at most 63 bits). */
export function timeOf(signature: Buffer): bigint | undefined {
  if (signature.length !== 8 + SIGNATURE_BYTES) return undefined;
  const at = signature.readBigInt64BE();
  return at < 0n ? undefined : at;
}
