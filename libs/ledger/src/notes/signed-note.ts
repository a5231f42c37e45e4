import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { isKeyName, parseVerifierKey, type NoteSigner, type NoteVerifier } from './keys.js';
import { NoteError } from './note-error.js';

/** C2SP signed-note asks for at least 16; golang.org/x/mod/sumdb/note draws the line here too. */
export const MAX_SIGNATURES = 100;
/** Far more than any checkpoint or manifest needs. */
export const MAX_NOTE_BYTES = 1 << 20;

/** One signature line, taken apart. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** Without the key id: 64 bytes for Ed25519, 72 for a cosignature. */
  readonly signature: Buffer;
}

/** A note that somebody known has signed. */
export interface OpenedNote {
  /** With its final newline, without the blank line. */
  readonly text: string;
  /** By known keys, each verified, each key once. */
  readonly signatures: readonly (NoteSignature & { readonly verifier: NoteVerifier })[];
  /** By keys we do not know: they say nothing. */
  readonly unknown: readonly NoteSignature[];
}

/**
 * Opens a signed note (C2SP signed-note). The text may be used only because at least one known key signed it; signatures of unknown
 * keys are ignored; if a signature of a known key fails, the whole note is refused.
 *
 * @param verifiers keys, or their texts `name+id+base64`
 * @throws NoteError
 */
export function openNote(note: string | Uint8Array, verifiers: readonly (NoteVerifier | string)[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const known = verifiers.map((each) => (typeof each === 'string' ? parseVerifierKey(each) : each));
  const verified = new Map<NoteVerifier, NoteSignature & { readonly verifier: NoteVerifier }>();
  const unknown: NoteSignature[] = [];
  const bytes = Buffer.from(text);
  for (const each of signatures) {
    const matching = known.filter(({ name, keyId }) => name === each.name && keyId === each.keyId);
    const [verifier] = matching;
    if (verifier === undefined) unknown.push(each);
    else if (matching.length > 1)
      throw new NoteError('ambiguous_key', `two known keys of ${each.name} have the same id`);
    else if (!verifier.verify(bytes, each.signature))
      throw new NoteError('bad_signature', `the signature of ${each.name} is wrong`);
    else if (!verified.has(verifier)) verified.set(verifier, { ...each, verifier });
  }
  if (verified.size === 0) throw new NoteError('no_known_signature', 'no known key has signed the note');
  return { text, signatures: [...verified.values()], unknown };
}

/**
 * Takes a note apart without believing any of it.
 * @throws NoteError `malformed`
 */
export function parseNote(note: string | Uint8Array): {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
} {
  const whole = typeof note === 'string' ? note : decode(note);
  if (whole.length > MAX_NOTE_BYTES) throw new NoteError('malformed', 'the note is too long');
  checkCharacters(whole);
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n')) throw new NoteError('malformed', 'no text, blank line and signature lines');
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteError('malformed', `more than ${MAX_SIGNATURES} signatures`);
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

/**
 * Signs a text that ends in a newline.
 * @throws NoteError `malformed` when the text cannot be a note's
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  checkCharacters(text);
  if (!text.endsWith('\n')) throw new NoteError('malformed', "a note's text ends in a newline");
  return `${text}\n${signatureLines(text, signers)}`;
}

/** Adds signatures to a note, as a witness does. What is signed is the text alone. */
export function addSignatures(note: string, signers: readonly NoteSigner[]): string {
  return note + signatureLines(parseNote(note).text, signers);
}

/** The signature lines over a note's text. */
export function signatureLines(text: string, signers: readonly NoteSigner[]): string {
  return signers.map((signer) => formatSignature(text, signer)).join('');
}

function formatSignature(text: string, signer: NoteSigner): string {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(signer.keyId);
  return `— ${signer.name} ${encodeBase64(Buffer.concat([id, signer.sign(Buffer.from(text))]))}\n`;
}

function parseSignature(line: string): NoteSignature {
  const [dash, name, base64, ...more] = line.split(' ');
  const bytes = base64 === undefined ? undefined : decodeBase64(base64);
  if (dash !== '—' || name === undefined || !isKeyName(name) || more.length > 0 || !bytes || bytes.length < 5)
    throw new NoteError('malformed', 'a signature line is not "— name base64"');
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(4) };
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_NOTE_BYTES) throw new NoteError('malformed', 'the note is too long');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NoteError('malformed', 'the note is not UTF-8');
  }
}

function checkCharacters(text: string): void {
  if (!text.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(text))
    throw new NoteError('malformed', 'the note contains a control character or a lone surrogate');
}
