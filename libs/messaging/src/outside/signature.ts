import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** How a message is signed (Standard Webhooks 1.0.0, symmetric signatures): HMAC-SHA256 over `id.timestamp.body`. */
export interface Signed {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/** A secret of 32 random bytes, as receivers are shown it. */
export function newSecret(): string {
  return secretOf(randomBytes(32));
}

/** The shown form of a secret's bytes. */
export function secretOf(bytes: Buffer): string {
  return `whsec_${bytes.toString('base64')}`;
}

/**
 * The headers of a message, signed with each of the secrets: while a secret is changed, a receiver may know either.
 * @param id the same for every try
 */
export function sign(secrets: readonly string[], id: string, body: string, at: Date = new Date()): Signed {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

/** A secret's bytes. */
export function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/**
 * Whether one of the signatures is of these very bytes and one of the secrets. The time is for the caller to judge.
 * @param signatures `v1,…` several of them apart by spaces; other versions are passed over
 */
export function isSigned(
  secrets: readonly string[],
  given: { readonly id: string; readonly timestamp: string; readonly signatures: string },
  body: Buffer,
): boolean {
  const signatures = given.signatures
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'));
  return secrets.some((secret) => {
    const right = createHmac('sha256', bytesOf(secret)).update(`${given.id}.${given.timestamp}.`).update(body).digest();
    return signatures.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
}
