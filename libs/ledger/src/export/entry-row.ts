import { isAscii, isUtf8 } from 'node:buffer';
import { isPlainObject, type Json } from '../json/canonical-json.js';
import { canonicalText } from '../json/canonical-text.js';
import { InvalidJson } from '../json/strict-json.js';
import { readOpenings, type Openings, type ReadOpenings } from '../leaf/opening.js';
import { asLeaf, type Leaf } from '../leaf/read-leaf.js';
import { decodeBase64, encodeBase64 } from '../text/base64.js';
import { HASH_BYTES } from '../tree/hashes.js';
import { MAX_ENTRY_BYTES } from '../tree/entry-bundle.js';
import { ExportError } from './export-error.js';

/** One entry of the range: shown with its openings, or withheld by the filter, and then its leaf hash stands for it. */
export type EntryRow = { readonly leaf: Buffer; readonly open: Openings } | { readonly hash: Buffer };

/** A line of `entries.jsonl`, read back. */
export type ReadRow =
  { readonly leaf: Leaf; readonly leafBytes: Buffer; readonly open: ReadOpenings } | { readonly hash: Buffer };

/** The line of an entry: canonical JSON, so that the leaf's own bytes stand in it as they were hashed. */
export function formatRow(index: bigint, row: EntryRow): Buffer {
  if ('hash' in row) return Buffer.from(`{"h":"${encodeBase64(row.hash)}","i":"${index}"}\n`);
  const open = canonicalText(row.open);
  return Buffer.concat([
    Buffer.from(`{"i":"${index}","leaf":`),
    row.leaf,
    Buffer.from(open === '{}' ? '}\n' : `,"open":${open}}\n`),
  ]);
}

/**
 * Reads the line of entry `index`, given without its newline.
 * @throws ExportError `bad_row`; InvalidJson, LeafError
 */
export function readRow(index: bigint, line: Buffer): ReadRow {
  const ascii = isAscii(line);
  if (!ascii && !isUtf8(line)) throw new ExportError('bad_row', `row ${index} is not UTF-8`);
  const text = line.toString(ascii ? 'latin1' : 'utf8');
  const row = parse(text);
  if (!isPlainObject(row) || row.i !== index.toString())
    throw new ExportError('bad_row', `row ${index} is missing, repeated or out of order`);
  if (typeof row.h === 'string') return readWithheld(index, text, row.h);
  const leaf = asLeaf(row.leaf as Json | undefined);
  const leafText = canonicalText(leaf);
  const head = `{"i":"${index}","leaf":`;
  const opened = row.open === undefined ? undefined : readOpenings(row.open);
  // What was understood is written again and must give the same text: no member, spelling or duplicate can hide in between.
  if (text !== `${head}${leafText}${opened === undefined ? '' : `,"open":${opened.text}`}}` || opened?.open.size === 0)
    throw new ExportError('bad_row', `row ${index} is not in canonical form, or has members that do not belong there`);
  const leafBytes = line.subarray(head.length, head.length + (ascii ? leafText.length : Buffer.byteLength(leafText)));
  if (leafBytes.length > MAX_ENTRY_BYTES) throw new ExportError('bad_row', `the leaf of row ${index} is too long`);
  return { leaf, leafBytes, open: opened?.open ?? new Map() };
}

function readWithheld(index: bigint, text: string, base64: string): ReadRow {
  const hash = decodeBase64(base64, HASH_BYTES);
  if (hash === undefined || text !== `{"h":"${base64}","i":"${index}"}`)
    throw new ExportError('bad_row', `row ${index} is no hash`);
  return { hash };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidJson('a row is not JSON');
  }
}
