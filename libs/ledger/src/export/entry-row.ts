import { isAscii, isUtf8 } from 'node:buffer';
import { isPlainObject, type Json } from '../json/canonical-json.js';
import { canonicalLength } from '../json/canonical-length.js';
import { canonicalText } from '../json/canonical-text.js';
import { InvalidJson } from '../json/strict-json.js';
import { formatOpenings, measureOpenings, readOpenings, type Openings, type ReadOpenings } from '../leaf/opening.js';
import { asLeaf, type Leaf } from '../leaf/read-leaf.js';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { MAX_ENTRY_BYTES } from '../tree/entry-bundle.js';
import { ExportError } from './export-error.js';

/**
 * One entry of the range: shown with its openings, or withheld by the filter, and then its leaf hash stands for it. `leaf` is the leaf's
 * canonical JSON, `read` what it says where somebody has read it before.
 */
export type EntryRow =
  { readonly leaf: string; readonly read?: Leaf; readonly open: Openings } | { readonly hash: Buffer };

/** A line of `entries.jsonl`, read back. */
export type ReadRow =
  { readonly leaf: Leaf; readonly leafBytes: Buffer; readonly open: ReadOpenings } | { readonly hash: Buffer };

const NONE: ReadOpenings = new Map();
const OPEN = ',"open":';

/** The line of an entry: canonical JSON, so that the leaf's own bytes stand in it as they were hashed. */
export function formatRow(index: bigint, row: EntryRow): string {
  if ('hash' in row) return `{"h":"${encodeBase64(row.hash)}","i":"${index}"}\n`;
  const open = formatOpenings(row.open);
  return `{"i":"${index}","leaf":${row.leaf}${open === '{}' ? '' : `${OPEN}${open}`}}\n`;
}

/**
 * Reads the line of entry `index`, given without its newline.
 * @throws ExportError `bad_row`; InvalidJson, LeafError
 */
export function readRow(index: bigint, line: Buffer): ReadRow {
  const ascii = isAscii(line);
  if (!ascii && !isUtf8(line)) throw new ExportError('bad_row', `row ${index} is not UTF-8`);
  const text = line.toString(ascii ? 'latin1' : 'utf8');
  if (text.startsWith('{"h":')) return readWithheld(index, text);
  const row = parse(text);
  if (!isPlainObject(row) || row.i !== index.toString())
    throw new ExportError('bad_row', `row ${index} is missing, repeated or out of order`);
  const leaf = asLeaf(row.leaf as Json | undefined);
  const head = `{"i":"${index}","leaf":`;
  const { leafEnd, open } = measured(row, text, head) ?? written(index, row, text, head);
  const leafBytes = ascii
    ? line.subarray(head.length, leafEnd)
    : line.subarray(head.length, head.length + Buffer.byteLength(text.slice(head.length, leafEnd)));
  if (leafBytes.length > MAX_ENTRY_BYTES) throw new ExportError('bad_row', `the leaf of row ${index} is too long`);
  return { leaf, leafBytes, open };
}

type Row = Readonly<Record<string, unknown>>;
type Placed = { readonly leafEnd: number; readonly open: ReadOpenings };

/** The quick way to see that a row is in canonical form (`canonicalLength`); `undefined` when it does not show. */
function measured(row: Row, text: string, head: string): Placed | undefined {
  if (text.includes('\\') || !text.startsWith(head)) return undefined;
  const leafEnd = head.length + canonicalLength(row.leaf);
  const members = Object.keys(row).length;
  if (members === 2) return leafEnd + 1 === text.length ? { leafEnd, open: NONE } : undefined;
  if (members !== 3 || !text.startsWith(OPEN, leafEnd)) return undefined;
  const opened = measureOpenings(row.open, text, leafEnd + OPEN.length);
  return opened !== undefined && opened.end + 1 === text.length ? { leafEnd, open: opened.open } : undefined;
}

/** What was understood is written again and must give the same text: no member, spelling or duplicate can hide in between. */
function written(index: bigint, row: Row, text: string, head: string): Placed {
  const leafText = canonicalText(row.leaf);
  const opened = row.open === undefined ? undefined : readOpenings(row.open);
  if (text !== `${head}${leafText}${opened === undefined ? '' : `${OPEN}${opened.text}`}}` || opened?.open.size === 0)
    throw new ExportError('bad_row', `row ${index} is not in canonical form, or has members that do not belong there`);
  return { leafEnd: head.length + leafText.length, open: opened?.open ?? NONE };
}

function readWithheld(index: bigint, text: string): ReadRow {
  const base64 = text.slice('{"h":"'.length, '{"h":"'.length + WITHHELD_CHARACTERS);
  const hash = decodeBase64(base64, HASH_BYTES);
  if (hash === undefined || text !== `{"h":"${base64}","i":"${index}"}`)
    throw new ExportError('bad_row', `row ${index} is missing, repeated, out of order or no hash`);
  return { hash };
}

/** A hash in base64. */
const WITHHELD_CHARACTERS = 44;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidJson('a row is not JSON');
  }
}
