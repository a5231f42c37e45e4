import { canonicalize, isPlainObject, type Json } from '../json/canonical-json.js';
import { canonicalLength, inPlace } from '../json/canonical-length.js';
import { canonicalText } from '../json/canonical-text.js';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { SALT_BYTES, commitToText, type PlacedCommitment } from './commitment.js';
import { LeafError } from './leaf.js';

/** What stands behind a commitment, or that its key was destroyed. */
export type Opening = Shown | { readonly erased: true };

interface Shown {
  readonly erased?: false;
  /** Base64 of 32 bytes. */
  readonly salt: string;
  /** The value as canonical JSON, as it was committed to. */
  readonly canonical: string;
  /** The value as a cell shows it: a string as it is, everything else as canonical JSON. */
  readonly text: string;
}

/** The openings of a leaf by the path of their commitment. */
export type Openings = { readonly [path: string]: Opening };
export type ReadOpenings = ReadonlyMap<string, Opening>;

/** The opening of a personal datum. `salt` is 32 bytes. */
export function openingOf(value: Json, salt: Uint8Array): Opening {
  return openingOfText(canonicalize(value), encodeBase64(salt));
}

/** The same, from canonical JSON and a salt in base64 that are there already. */
export function openingOfText(canonical: string, salt: string): Opening {
  return { salt, canonical, text: canonical.startsWith('"') ? (JSON.parse(canonical) as string) : canonical };
}

const ERASED = '{"erased":true}';
const [SALT, VALUE] = ['{"salt":"', '","value":'];

/** The canonical text of a row's openings, paths in order. */
export function formatOpenings(open: Openings): string {
  let text = '';
  for (const path of Object.keys(open).sort()) {
    const opening = open[path]!;
    const shown = opening.erased ? ERASED : `${SALT}${opening.salt}${VALUE}${opening.canonical}}`;
    text += `${text === '' ? '{' : ','}${canonicalText(path)}:${shown}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

/**
 * Takes a parsed value for openings.
 * @returns them, and the canonical text of the whole, made from parts since each value is hashed on its own later
 * @throws LeafError, InvalidJson
 */
export function readOpenings(json: unknown): { readonly open: ReadOpenings; readonly text: string } {
  if (!isPlainObject(json)) throw new LeafError('the openings are no object');
  const open = new Map<string, Opening>();
  for (const path of Object.keys(json).sort()) open.set(path, readOpening(path, json[path]));
  return { open, text: formatOpenings(Object.fromEntries(open)) };
}

function readOpening(path: string, json: unknown): Opening {
  if (isPlainObject(json)) {
    const { erased, salt, value } = json;
    if (erased === true) return { erased };
    if (typeof salt === 'string' && value !== undefined) {
      const canonical = canonicalText(value);
      return { salt, canonical, text: typeof value === 'string' ? value : canonical };
    }
  }
  throw new LeafError(`the opening of "${path}" is neither salt and value nor erased`);
}

/**
 * Takes a parsed value for openings that stand at `at` of a text without backslashes, by measuring alone (`canonicalLength`).
 * @returns them, and where they end if the text is canonical; `undefined` when that cannot be told by measuring
 */
export function measureOpenings(
  json: unknown,
  text: string,
  at: number,
): { readonly open: ReadOpenings; readonly end: number } | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const open = new Map<string, Opening>();
  const paths = Object.keys(json);
  let end = at + 1;
  for (let i = 0; i < paths.length; i += 1) {
    const path = paths[i]!;
    if (!inPlace(path, paths[i - 1])) return undefined;
    const opening = (json as Readonly<Record<string, unknown>>)[path];
    if (typeof opening !== 'object' || opening === null) return undefined;
    end += path.length + 3;
    const { erased, salt, value } = opening as { readonly erased?: unknown; readonly salt?: unknown; value?: unknown };
    const members = Object.keys(opening);
    if (erased === true && members.length === 1) {
      open.set(path, { erased });
      end += ERASED.length;
    } else if (typeof salt === 'string' && members[0] === 'salt' && members[1] === 'value' && members.length === 2) {
      end += SALT.length + salt.length + VALUE.length;
      const canonical = text.slice(end, (end += canonicalLength(value)));
      open.set(path, { salt, canonical, text: typeof value === 'string' ? value : canonical });
      end += 1;
    } else return undefined;
    // The comma, or the brace that closes them all.
    end += 1;
  }
  return Number.isNaN(end) || paths.length === 0 ? undefined : { open, end };
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
