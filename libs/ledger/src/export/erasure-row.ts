import { isUtf8 } from 'node:buffer';
import { isPlainObject } from '../json/canonical-json.js';
import { canonicalText, parseCanonical } from '../json/canonical-text.js';
import { asLeaf, type Leaf } from '../leaf/read-leaf.js';
import { encodeBase64 } from '../text/base64.js';
import { parseDecimal } from '../text/decimal.js';
import { hashLeaf } from '../tree/hashes.js';
import { ExportError } from './export-error.js';
import { hashes } from './proofs-part.js';

/** A line of `erasures.jsonl`: the leaf that records an erasure, wherever in the tree, and that it is in the tree. */
export interface ErasureRow {
  readonly index: bigint;
  readonly leaf: Buffer;
  /** Inclusion proof at the export's size. */
  readonly proof: readonly Buffer[];
}

/** The line of an erasure: canonical JSON and a newline. */
export function formatErasure({ index, leaf, proof }: ErasureRow): Buffer {
  return Buffer.concat([
    Buffer.from(`{"i":"${index}","leaf":`),
    leaf,
    Buffer.from(`,"proof":${canonicalText(proof.map(encodeBase64))}}\n`),
  ]);
}

/**
 * Reads a line, given without its newline.
 * @throws ExportError; InvalidJson, LeafError
 */
export function readErasure(line: Buffer): ErasureRow & { readonly read: Leaf; readonly leafHash: Buffer } {
  if (!isUtf8(line)) throw new ExportError('bad_row', 'a row of erasures.jsonl is not UTF-8');
  const row = parseCanonical(line.toString('utf8'));
  if (!isPlainObject(row) || Object.keys(row).length !== 3)
    throw new ExportError('bad_row', 'a row of erasures.jsonl is none');
  const index = typeof row.i === 'string' ? parseDecimal(row.i) : undefined;
  if (index === undefined) throw new ExportError('bad_row', 'a row of erasures.jsonl has no index');
  const read = asLeaf(row.leaf);
  const leaf = Buffer.from(canonicalText(read));
  return { index, leaf, leafHash: hashLeaf(leaf), proof: hashes(row.proof), read };
}

/** Whose personal data a leaf says is gone: `contact:…` or `member:…`; undefined for every other leaf. */
export function erasedSubject(leaf: Leaf): string | undefined {
  if (leaf.type === 'ContactErased' && typeof leaf.contact === 'string') return `contact:${leaf.contact}`;
  if (leaf.type === 'MemberErased' && typeof leaf.member === 'string') return `member:${leaf.member}`;
  return undefined;
}
