import { HASH_BYTES } from './hashes.js';
import type { NodeId } from './nodes.js';

/** Hashes side by side in a full tile, and the height of the subtree it stands for: 2^8. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** A tile (C2SP tlog-tiles): `width` hashes of tree level 8 · `level`, from the hash `index` · 256 on. */
export interface Tile {
  readonly level: number;
  readonly index: bigint;
  /** 256 when full. */
  readonly width: number;
}

/** The tile's place under a log's prefix, e.g. `tile/0/x001/234` or `tile/1/000.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index, width)}`;
}

/** The bundle of entries under a level-0 tile, e.g. `tile/entries/000.p/112`. */
export function entriesPath(index: bigint, width: number = TILE_WIDTH): string {
  return `tile/entries/${indexPath(index, width)}`;
}

function indexPath(index: bigint, width: number): string {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!;
  const last = groups.length - 1;
  const path = groups.map((group, i) => (i === last ? group : `x${group}`)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/** How many complete nodes of tree level 8 · `level` a tree of `size` leaves has. */
function hashesAt(level: number, size: bigint): bigint {
  return size >> BigInt(TILE_HEIGHT * level);
}

/** How wide tile `index` of `level` is in a tree of `size` leaves; 0 when it is not there yet. */
export function tileWidth(level: number, index: bigint, size: bigint): number {
  const width = hashesAt(level, size) - index * BigInt(TILE_WIDTH);
  return width <= 0n ? 0 : Number(width < TILE_WIDTH ? width : TILE_WIDTH);
}

/** The tiles to write when a tree grows: every one that is new, or wider than before. */
export function tilesBetween(from: bigint, to: bigint): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesAt(level, to) > 0n; level += 1) {
    if (hashesAt(level, from) === hashesAt(level, to)) continue;
    let index = hashesAt(level, from) / BigInt(TILE_WIDTH);
    for (let width = tileWidth(level, index, to); width > 0; width = tileWidth(level, index, to)) {
      tiles.push({ level, index, width });
      index += 1n;
    }
  }
  return tiles;
}

/** Where a node is found: `count` hashes from number `first` of the tile are the leaves of the small subtree below it. */
export interface NodeInTile {
  readonly tile: Tile;
  readonly first: number;
  readonly count: number;
}

/** The tile, as wide as a tree of `size` leaves has it, from which a complete node is computed. */
export function tileOf({ level, index }: NodeId, size: bigint): NodeInTile {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const above = BigInt(level % TILE_HEIGHT);
  const first = index << above;
  const tileIndex = first / BigInt(TILE_WIDTH);
  return {
    tile: { level: tileLevel, index: tileIndex, width: tileWidth(tileLevel, tileIndex, size) },
    first: Number(first % BigInt(TILE_WIDTH)),
    count: 1 << Number(above),
  };
}

/** A tile is its hashes one after the other. */
export function encodeTile(hashes: readonly Uint8Array[]): Buffer {
  return Buffer.concat(hashes, hashes.length * HASH_BYTES);
}

/**
 * The hashes of a stored tile.
 * @throws Error when the bytes are not `width` hashes: storage is damaged
 */
export function decodeTile(bytes: Buffer, width: number): Buffer[] {
  if (bytes.length !== width * HASH_BYTES) throw new Error(`a tile of ${width} hashes has ${bytes.length} bytes`);
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}
