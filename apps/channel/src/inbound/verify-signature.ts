import type { IncomingHttpHeaders } from 'node:http';
import { isSigned } from '#messaging';
import { Refusal } from '../http/problem.js';

/** How far a sender's clock may be from ours: what the libraries of Standard Webhooks take. */
const toleranceSeconds = 300;

const messageId = /^[\x21-\x7e]{1,200}$/;

/**
 * Whether a request was signed by somebody who has the channel's secret, just now.
 * @returns the sender's id of the request: the same for every retry
 * @throws Refusal `signature_missing`, `timestamp_outside_window`, `signature_invalid`
 */
export function verifySignature(
  secrets: readonly string[],
  headers: IncomingHttpHeaders,
  body: Buffer,
  now: Date = new Date(),
): string {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string' || !messageId.test(id))
    throw new Refusal(401, 'signature_missing', 'Sign the request: webhook-id, webhook-timestamp, webhook-signature.');
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(seconds - now.getTime() / 1_000) <= toleranceSeconds))
    throw new Refusal(401, 'timestamp_outside_window', 'The timestamp is more than five minutes from our clock.');
  if (!isSigned(secrets, { id, timestamp, signatures }, body))
    throw new Refusal(401, 'signature_invalid', 'The signature is not of this body and this channel’s secret.');
  return id;
}
