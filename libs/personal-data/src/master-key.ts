import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * The master key from its text: 32 random bytes as hexadecimal digits or base64url (`openssl rand -hex 32` makes one).
 *
 * @throws Error when it is neither; the text is not repeated
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (/^[\w-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64url');
  throw new Error('The master key must be 32 bytes, as 64 hexadecimal digits or base64url.');
}

/** A key of 32 bytes for one purpose (HKDF-SHA256, RFC 5869): no two uses share a key, and none leads back to its source. */
export function purposeKey(source: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', source, Buffer.alloc(0), `handoff/1/${purpose}`, 32));
}

const kept = new WeakMap<Buffer, Map<string, KeyObject>>();

/** The same, kept for as long as its source is: to derive a key costs more than to use it. */
export function keptPurposeKey(source: Buffer, purpose: string): KeyObject {
  const keys = kept.get(source) ?? new Map<string, KeyObject>();
  kept.set(source, keys);
  const key = keys.get(purpose) ?? createSecretKey(purposeKey(source, purpose));
  keys.set(purpose, key);
  return key;
}

/** A short public name of a master key, kept beside what it wraps, so that a wrong one is told from damage. */
export function masterKeyId(masterKey: Buffer): string {
  return purposeKey(masterKey, 'master-key-id').subarray(0, 8).toString('hex');
}
