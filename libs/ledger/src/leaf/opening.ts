import { isPlainObject, type Json } from '../json/canonical-json.js';
import { canonicalText } from '../json/canonical-text.js';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { SALT_BYTES, commitToText, type PlacedCommitment } from './commitment.js';
import { LeafError } from './leaf.js';

/** What stands behind a commitment, or that its key was destroyed. */
export type Opening = { readonly salt: string; readonly value: Json } | { readonly erased: true };

/** The openings of a leaf by the path of their commitment. */
export type Openings = { readonly [path: string]: Opening };

/** The opening of a personal datum, as it stands in an export. `salt` is 32 bytes. */
export function openingOf(value: Json, salt: Uint8Array): Opening {
  return { salt: encodeBase64(salt), value };
}

/** An opening as it was read: the value with the canonical text it was written as. */
export type ReadOpening =
  | { readonly erased: true }
  | { readonly erased: false; readonly salt: string; readonly value: Json; readonly canonical: string };
export type ReadOpenings = ReadonlyMap<string, ReadOpening>;

/**
 * Takes a parsed value for openings.
 * @returns them, and the canonical text of the whole, made from parts since each value is hashed on its own later
 * @throws LeafError, InvalidJson
 */
export function readOpenings(json: unknown): { readonly open: ReadOpenings; readonly text: string } {
  if (!isPlainObject(json)) throw new LeafError('the openings are no object');
  const open = new Map<string, ReadOpening>();
  const texts: string[] = [];
  for (const path of Object.keys(json).sort()) {
    const opening = readOpening(path, json[path]);
    open.set(path, opening);
    const text = opening.erased ? ERASED : `{"salt":${canonicalText(opening.salt)},"value":${opening.canonical}}`;
    texts.push(`${canonicalText(path)}:${text}`);
  }
  return { open, text: `{${texts.join(',')}}` };
}

const ERASED = '{"erased":true}';

function readOpening(path: string, json: unknown): ReadOpening {
  if (isPlainObject(json)) {
    const { erased, salt, value } = json;
    if (erased === true) return { erased };
    if (typeof salt === 'string' && value !== undefined)
      return { erased: false, salt, value: value as Json, canonical: canonicalText(value) };
  }
  throw new LeafError(`the opening of "${path}" is neither salt and value nor erased`);
}

/**
 * Checks that every commitment of a leaf is opened truly or said to be erased, and that nothing else is opened.
 *
 * @returns the commitments said to be erased
 * @throws LeafError
 */
export function checkOpenings(commitments: readonly PlacedCommitment[], open: ReadOpenings): PlacedCommitment[] {
  const erased: PlacedCommitment[] = [];
  if (open.size !== commitments.length)
    throw new LeafError(`${open.size} openings for ${commitments.length} commitments`);
  for (const commitment of commitments) {
    const opening = open.get(commitment.path);
    if (opening === undefined) throw new LeafError(`"${commitment.path}" is not opened`);
    if (opening.erased) erased.push(commitment);
    else checkOpening(commitment, opening.salt, opening.canonical);
  }
  return erased;
}

function checkOpening({ path, commit, bytes }: PlacedCommitment, salt: string, text: string): void {
  const saltBytes = decodeBase64(salt, SALT_BYTES);
  if (saltBytes === undefined) throw new LeafError(`the salt of "${path}" is not ${SALT_BYTES} bytes in base64`);
  const found = commitToText(text, saltBytes);
  if (found.commit !== commit) throw new LeafError(`what is shown for "${path}" is not what the leaf commits to`);
  if (bytes !== undefined && bytes !== String(found.bytes))
    throw new LeafError(`"${path}" has ${found.bytes} bytes; the leaf says ${bytes}`);
}
