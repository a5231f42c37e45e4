import { createCipheriv, createDecipheriv, randomBytes, type CipherKey } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/** One key under another: iv ‖ ciphertext ‖ tag of AES-256-GCM, bound to what the wrapped key is for. */
export function wrapKey(wrapping: CipherKey, purpose: string, key: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv).setAAD(Buffer.from(purpose));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was wrapped under another key, for another purpose, or was damaged */
export function unwrapKey(wrapping: CipherKey, purpose: string, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(wrapped.subarray(-tagBytes));
  return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, -tagBytes)), decipher.final()]);
}
