import { encodeEntryBundle, formatTlogProof, proveConsistency, proveInclusion, tileWidth, type Tile } from '#ledger';
import type { Reader } from '../page/reader.js';
import { askOf, findCheckpoint } from './checkpoint-queries.js';
import { readTile, storedTree } from './stored-tree.js';

/** An entry of the ledger. */
export interface LedgerEntry {
  readonly index: string;
  /** What was hashed: canonical JSON. */
  readonly leaf: unknown;
  /** Its leaf hash, in base64. */
  readonly hash: string;
}

/** How far the log was sequenced: every event up to here that belongs into the ledger is in it. */
export async function ledgerPosition(reader: Reader): Promise<bigint> {
  const [row] = await askOf(reader)<{ position: string }>('select position from ledger.sequencer', []);
  return BigInt(row!.position);
}

/** Entries from an index on, in order. */
export async function ledgerEntries(reader: Reader, from: bigint, limit: number): Promise<LedgerEntry[]> {
  const rows = await askOf(reader)<{ index: string; leaf: Buffer; hash: Buffer }>(
    'select index, leaf, hash from ledger.leaf where workspace_id = $1 and index >= $2 order by index limit $3',
    [reader.workspaceId, String(from), limit],
  );
  return rows.map(({ index, leaf, hash }) => ({
    index,
    leaf: JSON.parse(leaf.toString('utf8')) as unknown,
    hash: hash.toString('base64'),
  }));
}

/** The bytes of a tile as wide as the newest checkpoint has it; undefined when it is not as wide as asked. */
export async function ledgerTile(reader: Reader, tile: Tile): Promise<Buffer | undefined> {
  const checkpoint = await findCheckpoint(reader);
  if (checkpoint === undefined || tileWidth(tile.level, tile.index, checkpoint.size) < tile.width) return undefined;
  return readTile(askOf(reader), reader.workspaceId, tile);
}

/** The entries under a tile of level 0, as C2SP tlog-tiles has them. */
export async function entryBundle(reader: Reader, index: bigint, width: number): Promise<Buffer | undefined> {
  const checkpoint = await findCheckpoint(reader);
  if (checkpoint === undefined || tileWidth(0, index, checkpoint.size) < width) return undefined;
  const rows = await askOf(reader)<{ leaf: Buffer }>(
    'select leaf from ledger.leaf where workspace_id = $1 and index >= $2 and index < $3 order by index',
    [reader.workspaceId, String(index * 256n), String(index * 256n + BigInt(width))],
  );
  return encodeEntryBundle(rows.map(({ leaf }) => leaf));
}

/** Hashes that prove the tree of `to` leaves to contain that of `from`; undefined when the newest checkpoint is smaller than `to`. */
export async function ledgerConsistency(reader: Reader, from: bigint, to: bigint): Promise<Buffer[] | undefined> {
  const checkpoint = await findCheckpoint(reader);
  if (checkpoint === undefined || checkpoint.size < to) return undefined;
  return proveConsistency(storedTree(askOf(reader), reader.workspaceId, to), from, to);
}

/** A receipt for one entry: a `.tlog-proof` file with the leaf in it. Undefined while no checkpoint covers the entry. */
export async function ledgerReceipt(reader: Reader, index: bigint): Promise<string | undefined> {
  const checkpoint = await findCheckpoint(reader);
  if (checkpoint === undefined || checkpoint.size <= index) return undefined;
  const ask = askOf(reader);
  const [row] = await ask<{ leaf: Buffer }>('select leaf from ledger.leaf where workspace_id = $1 and index = $2', [
    reader.workspaceId,
    String(index),
  ]);
  const proof = await proveInclusion(storedTree(ask, reader.workspaceId, checkpoint.size), index, checkpoint.size);
  return formatTlogProof({ index, proof, checkpoint: checkpoint.note, extra: row!.leaf });
}
