import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { treeHash } from '../../test/rfc6962-tree.js';
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.js';
import { Frontier } from './frontier.js';
import { hashLeaf } from './hashes.js';
import { proveConsistency, proveInclusion, rootAt } from './prove.js';
import { tileHashReader } from './tile-hash-reader.js';
import { encodeTile, entriesPath, tilePath, tilesBetween, type Tile } from './tiles.js';
import { verifyConsistency } from './verify-consistency.js';
import { verifyInclusion } from './verify-inclusion.js';

describe('tiles', () => {
  it('lie where C2SP tlog-tiles says', () => {
    expect(tilePath({ level: 0, index: 1234067n, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0n, width: 17 })).toBe('tile/1/000.p/17');
    expect(entriesPath(273n, 112)).toBe('tile/entries/273.p/112');
    expect(entriesPath(1000n)).toBe('tile/entries/x001/000');
  });

  it('are for 70,000 leaves those of the example in C2SP tlog-tiles', () => {
    const tiles = tilesBetween(0n, 70_000n);
    const full = (level: number) => tiles.filter((tile) => tile.level === level && tile.width === 256).length;
    const partial = tiles.filter(({ width }) => width < 256).map(({ level, width }) => [level, width]);
    expect([full(0), full(1), full(2)]).toEqual([273, 1, 0]);
    expect(partial).toEqual([
      [0, 112],
      [1, 17],
      [2, 1],
    ]);
  });

  it('are for 256 leaves one full tile and one of width 1 above it', () => {
    expect(tilesBetween(0n, 256n)).toEqual([
      { level: 0, index: 0n, width: 256 },
      { level: 1, index: 0n, width: 1 },
    ]);
    expect(tilesBetween(256n, 256n)).toEqual([]);
  });

  it('serve every proof, of trees that grew in steps, from what was written at each step', async () => {
    const leaves = Array.from({ length: 1500 }, (_, i) => Buffer.from(`${i}`));
    const stored = new Map<string, Buffer>();
    const rows: Buffer[][] = [];
    const frontier = Frontier.at(0n);
    let from = 0n;
    for (const to of [1, 255, 256, 257, 700, 1500]) {
      for (const leaf of leaves.slice(Number(from), to))
        frontier.append(hashLeaf(leaf), (level, index, hash) => {
          if (level % 8 === 0) (rows[level / 8] ??= [])[Number(index)] = hash;
        });
      for (const tile of tilesBetween(from, BigInt(to))) stored.set(tilePath(tile), contentOf(tile, rows));
      from = BigInt(to);
      // Once a tile is full, its partial forms may be gone.
      const full = (tile: Tile) => stored.get(tilePath({ ...tile, width: 256 }));
      const reader = tileHashReader(from, (tile) => Promise.resolve(full(tile) ?? stored.get(tilePath(tile))!));
      const root = treeHash(leaves.slice(0, to));
      expect(await rootAt(reader, from)).toEqual(root);
      for (const index of [0, Math.floor(to / 3), to - 1]) {
        const proof = await proveInclusion(reader, BigInt(index), from);
        verifyInclusion({ leafHash: hashLeaf(leaves[index]!), index: BigInt(index), size: from, proof, root });
        const size1 = BigInt(index + 1);
        const consistency = await proveConsistency(reader, size1, from);
        const root1 = treeHash(leaves.slice(0, index + 1));
        verifyConsistency({ size1, size2: from, root1, root2: root, proof: consistency });
      }
    }
  });

  it('that are damaged are noticed', async () => {
    const reader = tileHashReader(3n, () => Promise.resolve(Buffer.alloc(95)));
    await expect(rootAt(reader, 3n)).rejects.toThrow('a tile of 3 hashes has 95 bytes');
  });
});

describe('entry bundles', () => {
  it('give back what was put in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (entries) => {
        expect(decodeEntryBundle(encodeEntryBundle(entries))).toEqual(entries.map((entry) => Buffer.from(entry)));
      }),
    );
  });

  it('hold entries of up to 65,535 bytes and no cut ones', () => {
    expect(encodeEntryBundle([Buffer.alloc(65_535)]).subarray(0, 2)).toEqual(Buffer.of(255, 255));
    expect(() => encodeEntryBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
    const bundle = encodeEntryBundle([Buffer.from('abc')]);
    expect(() => decodeEntryBundle(bundle.subarray(0, 4))).toThrow(RangeError);
    expect(() => decodeEntryBundle(Buffer.concat([bundle, Buffer.of(0)]))).toThrow(RangeError);
  });
});

function contentOf({ level, index, width }: Tile, rows: readonly Buffer[][]): Buffer {
  const first = Number(index) * 256;
  return encodeTile(rows[level]!.slice(first, first + width));
}
