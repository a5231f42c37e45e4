import { HASH_BYTES, hashNode } from './hashes.js';
import type { HashReader } from './nodes.js';
import { decodeTile, tileOf, tilePath, type Tile } from './tiles.js';

/**
 * Serves proofs from stored tiles of a tree of at least `size` leaves. Each tile is asked for once per proof, one after another since
 * storage may be a single connection, and with the width it has at `size`; storage may answer with the wider one that has replaced it.
 */
export function tileHashReader(size: bigint, readTile: (tile: Tile) => Promise<Buffer>): HashReader {
  return {
    async read(nodes) {
      const tiles = new Map<string, Buffer[]>();
      const roots: Buffer[] = [];
      for (const node of nodes) {
        const { tile, first, count } = tileOf(node, size);
        const path = tilePath(tile);
        const hashes =
          tiles.get(path) ?? decodeTile((await readTile(tile)).subarray(0, tile.width * HASH_BYTES), tile.width);
        tiles.set(path, hashes);
        roots.push(rootOf(hashes.slice(first, first + count), count, tile));
      }
      return roots;
    },
  };
}

/** Root of a complete subtree from its 2^k hashes. */
function rootOf(hashes: Buffer[], count: number, tile: Tile): Buffer {
  if (hashes.length !== count) throw new Error(`${tilePath(tile)} is narrower than the proof needs`);
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => hashNode(row[2 * i]!, row[2 * i + 1]!));
  return row[0]!;
}
