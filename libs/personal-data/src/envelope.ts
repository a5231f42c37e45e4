import { UnopenableField, type FieldPlace, type SealedField } from '#event-store';
import canonicalize from 'canonicalize';
import { createCipheriv, createDecipheriv, hash, randomBytes, type CipherKey } from 'node:crypto';
import { boxParts, commitPrefix, ivBytes, saltBytes, tagBytes } from './box.js';

/** What an envelope held: an export hands out the salt too, so that the commitment in the ledger can be checked. */
export interface OpenedField {
  readonly value: unknown;
  readonly salt: Buffer;
}

/** The value has no canonical JSON (a lone surrogate, NaN, a cycle): it should have been refused at the door. */
export class UnsealableValue extends Error {
  override readonly name = 'UnsealableValue';
}

/**
 * Seals one personal field:
 *
 *   commit = hex SHA-256("handoff-ctx/1" ‖ salt ‖ JCS(value)), salt = 32 random bytes
 *   box    = base64url(iv ‖ ciphertext ‖ tag) of AES-256-GCM(key, random 96-bit iv, salt ‖ JCS(value)), with
 *            workspace|subject|eventId|field as additional data, so that no box can be moved elsewhere
 *
 * JCS is RFC 8785. The commitment is over the plain value and not over the box, since GCM does not commit to its key; it is
 * salted, since a plain hash of a phone number is found in seconds.
 *
 * @param key 32 bytes, the subject's own; as a `KeyObject` it is several times faster than as bytes
 * @throws UnsealableValue when the value has no canonical JSON
 */
export function sealField(key: CipherKey, place: FieldPlace, value: unknown): SealedField {
  const text = canonical(value);
  const random = randomBytes(saltBytes + ivBytes);
  const salt = random.subarray(0, saltBytes);
  const iv = random.subarray(saltBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(place));
  const sealed = [iv, cipher.update(salt), cipher.update(text), cipher.final(), cipher.getAuthTag()];
  return {
    sealed: '1',
    subject: place.subject,
    commit: commitment(Buffer.concat([salt, text])),
    box: Buffer.concat(sealed).toString('base64url'),
  };
}

/**
 * Opens one envelope and checks it against its commitment.
 *
 * @throws UnopenableField when it was forged, moved from another place, or damaged
 */
export function openField(key: CipherKey, place: FieldPlace, sealed: SealedField): OpenedField {
  const parts = boxParts(sealed.box);
  if (sealed.subject !== place.subject || parts === undefined) throw unopenable(place);
  const decipher = createDecipheriv('aes-256-gcm', key, parts.iv, { authTagLength: tagBytes })
    .setAAD(boundTo(place))
    .setAuthTag(parts.tag);
  let plain: Buffer;
  try {
    plain = decipher.update(parts.sealed);
    // Checks the tag; GCM has nothing left to give.
    decipher.final();
  } catch (error) {
    throw unopenable(place, error);
  }
  const salt = plain.subarray(0, saltBytes);
  const text = plain.subarray(saltBytes);
  // No secret: whoever may open the envelope has the salt and the value.
  if (sealed.commit !== commitment(plain)) throw unopenable(place);
  return { value: JSON.parse(text.toString('utf8')) as unknown, salt: Buffer.from(salt) };
}

function canonical(value: unknown): Buffer {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw new UnsealableValue((error as Error).message, { cause: error });
  }
  if (text === undefined) throw new UnsealableValue('an undefined value cannot be sealed');
  return Buffer.from(text, 'utf8');
}

/** In hexadecimal digits. @param salted the salt, and behind it the canonical text */
function commitment(salted: Buffer): string {
  return hash('sha256', Buffer.concat([commitPrefix, salted]), 'hex');
}

/** Only the last part holds a bar as it is, so that two places never read the same: identity providers name members `auth0|77`. */
function boundTo({ workspaceId, subject, eventId, field }: FieldPlace): Buffer {
  return Buffer.from(`${[workspaceId, subject, eventId].map(withoutBar).join('|')}|${field}`, 'utf8');
}

function withoutBar(part: string): string {
  return part.replaceAll('%', '%25').replaceAll('|', '%7C');
}

function unopenable(place: FieldPlace, cause?: unknown): UnopenableField {
  return new UnopenableField(`the envelope ${place.field} of event ${place.eventId} does not open`, { cause });
}
