import { hkdfSync, randomBytes } from 'node:crypto';

/** Text of a new master key, to be kept in a file that only the operator reads: 32 random bytes as hexadecimal digits. */
export function newMasterKey(): string {
  return randomBytes(32).toString('hex');
}

/**
 * The master key from its text.
 *
 * @throws Error when it is not 64 hexadecimal digits; the text is not repeated
 */
export function parseMasterKey(text: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text.trim())) throw new Error('The master key must be 64 hexadecimal digits.');
  return Buffer.from(text.trim(), 'hex');
}

/** A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869): no two uses share a key, and none leads back to its source. */
export function purposeKey(source: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', source, Buffer.alloc(0), `handoff/1/${purpose}`, 32));
}

/** A short public name of a master key, kept beside what it wraps, so that a wrong one is told from damage. */
export function masterKeyId(masterKey: Buffer): string {
  return purposeKey(masterKey, 'master-key-id').subarray(0, 8).toString('hex');
}
