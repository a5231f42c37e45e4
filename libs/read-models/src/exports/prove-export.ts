import {
  parseCheckpoint,
  parseNote,
  proveConsistency,
  proveInclusion,
  proveRange,
  type ErasureRow,
  type Proofs,
} from '#ledger';
import { askOf } from '../ledger/checkpoint-queries.js';
import { storedTree } from '../ledger/stored-tree.js';
import type { Reader } from '../page/reader.js';
import type { ExportOrder } from './export-order.js';

/** No signed tree holds an erasure yet that the export must prove: one follows within seconds. */
export class ErasureNotSigned extends Error {
  override readonly name = 'ErasureNotSigned';
}

/** The entries [start, end) of an export, and the contacts of whom it says that they were erased. */
export interface Spooled {
  readonly start: bigint;
  readonly end: bigint;
  readonly erased: ReadonlySet<string>;
}

/** What stands in an export beside its entries. */
export interface Proven {
  /** The checkpoint the export stands on. */
  readonly note: string;
  readonly erasures: readonly ErasureRow[];
  readonly proofs: Proofs;
}

/**
 * The checkpoint the export stands on, and every proof. Where somebody was erased after the size that was asked for, it is the first
 * signed one that holds the erasure.
 * @throws ErasureNotSigned
 */
export async function proveExport(reader: Reader, order: ExportOrder, spooled: Spooled): Promise<Proven> {
  const ask = askOf(reader);
  const { start, end, erased } = spooled;
  const recorded = await ask<{ index: string; leaf: Buffer }>(
    `select distinct on (stream) index, leaf from ledger.leaf where workspace_id = $1 and stream = any($2)
     order by stream, index`,
    [reader.workspaceId, [...erased].map((contact) => `contact-${contact}`)],
  );
  const last = recorded.reduce((largest, { index }) => (BigInt(index) > largest ? BigInt(index) : largest), -1n);
  const note = last < order.size ? order.checkpoint : await firstNoteOver(reader, last);
  if (note === undefined || recorded.length < erased.size)
    throw new ErasureNotSigned('no signed tree holds the erasure yet');
  const { size } = parseCheckpoint(parseNote(note).text);
  const tree = storedTree(ask, reader.workspaceId, size);
  const erasures: ErasureRow[] = [];
  for (const { index, leaf } of recorded)
    erasures.push({ index: BigInt(index), leaf, proof: await proveInclusion(tree, BigInt(index), size) });
  erasures.sort((a, b) => (a.index < b.index ? -1 : 1));
  const range = await proveRange(tree, start, end, size);
  const { since } = order;
  const consistency = since === null ? {} : { consistency: await proveConsistency(tree, since, size) };
  return { note, erasures, proofs: { range, ...consistency } };
}

async function firstNoteOver(reader: Reader, index: bigint): Promise<string | undefined> {
  const [row] = await askOf(reader)<{ note: string }>(
    'select note from ledger.checkpoint where workspace_id = $1 and size > $2 order by number limit 1',
    [reader.workspaceId, String(index)],
  );
  return row?.note;
}
