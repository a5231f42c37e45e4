import { randomBytes } from 'node:crypto';
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
