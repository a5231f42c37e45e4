import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { purposeKey } from '#personal-data';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Secrets and addresses that stand in tables: AES-256-GCM under a key of their own, bound to where they stand, so that a copy of the
 * database alone gives none away and none can be moved to another row.
 */
export class SecretBox {
  private readonly key: Buffer;

  /** @param source 32 secret bytes, the same in every process */
  constructor(source: Buffer) {
    this.key = purposeKey(source, 'secrets-of-deliveries');
  }

  close(place: string, text: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(place));
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when it was damaged, moved, or closed under another key */
  open(place: string, box: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', this.key, box.subarray(0, ivBytes))
      .setAAD(Buffer.from(place))
      .setAuthTag(box.subarray(-tagBytes));
    const text = Buffer.concat([decipher.update(box.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return text.toString('utf8');
  }

  /** A secret that follows from a name, for those who need one before anybody made it. */
  derive(name: string): Buffer {
    return purposeKey(this.key, name);
  }
}
