import { randomBytes } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { sha256 } from '../tree/hashes.js';
import { cosignedMessage, timeOf, timestamped } from './cosignature-message.js';
import { KEY_BYTES, privateKeyOf, publicBytesOf, publicKeyOf, signEd25519, verifyEd25519 } from './ed25519.js';
import { NoteError } from './note-error.js';

/** What a key signs, by the type byte of C2SP signed-note: a note's text, or a checkpoint as a witness that saw it at a time. */
export const SIGNATURE_TYPES = { note: 0x01, cosignature: 0x04 } as const;
export type SignatureKind = keyof typeof SIGNATURE_TYPES;

/** Checks the signatures of one key. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  readonly kind: SignatureKind;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** The key's text: `name+id+base64(type ‖ public key)`. */
  readonly text: string;
  verify(noteText: Uint8Array, signature: Buffer): boolean;
}

/** Makes the signatures of one key. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  sign(noteText: Uint8Array): Buffer;
}

/** Non-empty, no white space, no plus (C2SP signed-note). */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\p{White_Space}+]+$/u.test(name);
}

/** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), big-endian. */
export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([type]), publicKey])).readUInt32BE();
}

/**
 * Reads a verifier key, `name+id+base64(type ‖ public key)`, of type 0x01 (Ed25519) or 0x04 (cosignature/v1).
 * @throws NoteError `bad_key`
 */
export function parseVerifierKey(text: string): NoteVerifier {
  const { name, id, kind, material } = parseKey(text);
  return verifierOf(name, kind, material, id);
}

/**
 * Reads a signer key, `PRIVATE+KEY+name+id+base64(type ‖ seed)`. For a cosignature key the time it signs at is `at`, in seconds
 * since 1970.
 * @throws NoteError `bad_key`
 */
export function parseSignerKey(text: string, at?: bigint): NoteSigner & { readonly verifier: NoteVerifier } {
  if (!text.startsWith('PRIVATE+KEY+')) throw new NoteError('bad_key', 'a signer key begins with PRIVATE+KEY+');
  const { name, id, kind, material } = parseKey(text.slice('PRIVATE+KEY+'.length));
  const verifier = verifierOf(name, kind, publicBytesOf(material), id);
  const key = privateKeyOf(material);
  const sign = (noteText: Uint8Array) => {
    if (kind === 'note') return signEd25519(noteText, key);
    if (at === undefined) throw new NoteError('bad_key', 'a witness key signs at a time: none was given');
    return timestamped(at, signEd25519(cosignedMessage(at, noteText), key));
  };
  return { name, keyId: verifier.keyId, sign, verifier };
}

/** A new pair of keys as text. The seed is 32 random bytes unless given. */
export function generateKeys(
  name: string,
  kind: SignatureKind = 'note',
  seed: Buffer = randomBytes(KEY_BYTES),
): { readonly signer: string; readonly verifier: string } {
  if (!isKeyName(name)) throw new NoteError('bad_key', 'a key name is not empty and has no white space or plus');
  const type = SIGNATURE_TYPES[kind];
  const publicKey = publicBytesOf(seed);
  const id = hex(keyIdOf(name, type, publicKey));
  const text = (material: Buffer) => `${name}+${id}+${encodeBase64(Buffer.concat([Buffer.from([type]), material]))}`;
  return { signer: `PRIVATE+KEY+${text(seed)}`, verifier: text(publicKey) };
}

function parseKey(text: string): { name: string; id: string; kind: SignatureKind; material: Buffer } {
  const [, name, id, base64] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  const bytes = base64 === undefined ? undefined : decodeBase64(base64, 1 + KEY_BYTES);
  if (name === undefined || id === undefined || bytes === undefined || !isKeyName(name))
    throw new NoteError('bad_key', 'a key is name+id+base64, 8 hexadecimal digits and 33 bytes');
  const kind = (Object.keys(SIGNATURE_TYPES) as SignatureKind[]).find((each) => SIGNATURE_TYPES[each] === bytes[0]);
  if (kind === undefined) throw new NoteError('bad_key', `keys of type ${bytes[0]} are not known here`);
  return { name, id, kind, material: bytes.subarray(1) };
}

function verifierOf(name: string, kind: SignatureKind, publicKey: Buffer, id: string): NoteVerifier {
  const type = SIGNATURE_TYPES[kind];
  const keyId = keyIdOf(name, type, publicKey);
  if (hex(keyId) !== id) throw new NoteError('bad_key', `the key of ${name} does not have the id ${id}`);
  const key = publicKeyOf(publicKey);
  const verify = (noteText: Uint8Array, signature: Buffer) => {
    if (kind === 'note') return verifyEd25519(noteText, signature, key);
    const at = timeOf(signature);
    return at !== undefined && verifyEd25519(cosignedMessage(at, noteText), signature.subarray(8), key);
  };
  const text = `${name}+${id}+${encodeBase64(Buffer.concat([Buffer.from([type]), publicKey]))}`;
  return { name, keyId, kind, publicKey, text, verify };
}

function hex(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}
