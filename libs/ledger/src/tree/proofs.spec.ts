import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryLog } from '../../test/memory-log.js';
import { treeHash } from '../../test/rfc6962-tree.js';
import { Frontier } from './frontier.js';
import { hashLeaf, hashNode } from './hashes.js';
import { coveringNodes } from './nodes.js';
import { ProofError } from './proof-error.js';
import { proveConsistency, proveInclusion, proveRange, rootAt } from './prove.js';
import { verifyConsistency } from './verify-consistency.js';
import { verifyInclusion } from './verify-inclusion.js';
import { verifyRange } from './verify-range.js';

const leaves = Array.from({ length: 300 }, (_, i) => Buffer.from(`leaf ${i}`));
const log = new MemoryLog(leaves);
const roots = Array.from({ length: leaves.length + 1 }, (_, size) => treeHash(leaves.slice(0, size)));
const hashes = leaves.map(hashLeaf);

/** A size, and a smaller number. */
const sizeAndLess = fc
  .integer({ min: 1, max: leaves.length })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));
/** A size and a range inside it. */
const sizeAndRange = fc
  .tuple(fc.nat(leaves.length), fc.nat(leaves.length), fc.nat(leaves.length))
  .map((three) => three.sort((a, b) => a - b));

/** Changes a list of hashes in one way: a bit, one less, one more, two exchanged. */
const mutation = fc.record({
  kind: fc.constantFrom('bit', 'less', 'more', 'exchange'),
  at: fc.nat(1000),
  bit: fc.nat(255),
});

function mutate(
  proof: readonly Buffer[],
  { kind, at, bit }: { kind: string; at: number; bit: number },
): Buffer[] | undefined {
  const copy = proof.map((hash) => Buffer.from(hash));
  const i = proof.length === 0 ? 0 : at % proof.length;
  if (kind === 'more') return [...copy.slice(0, i), Buffer.from(hashes[bit]!), ...copy.slice(i)];
  if (proof.length === 0) return undefined;
  if (kind === 'less') return copy.filter((_hash, j) => j !== i);
  if (kind === 'bit') copy[i]![bit >> 3]! ^= 1 << (bit & 7);
  else {
    if (proof.length < 2 || copy[i]!.equals(copy[(i + 1) % copy.length]!)) return undefined;
    [copy[i], copy[(i + 1) % copy.length]] = [copy[(i + 1) % copy.length]!, copy[i]!];
  }
  return copy;
}

describe('a growing tree', () => {
  it('has at every size the root that RFC 6962 defines', async () => {
    const frontier = Frontier.at(0n);
    for (const [i, hash] of hashes.entries()) {
      frontier.append(hash);
      expect(frontier.root()).toEqual(roots[i + 1]);
      expect(Frontier.at(frontier.size, frontier.hashes).root()).toEqual(roots[i + 1]);
      expect(await rootAt(log, BigInt(i + 1))).toEqual(roots[i + 1]);
    }
  });

  it('goes on from the hashes of its edge as if it had never stopped', () => {
    fc.assert(
      fc.property(sizeAndLess, ([size, stop]) => {
        const first = Frontier.at(0n);
        for (const hash of hashes.slice(0, stop)) first.append(hash);
        const second = Frontier.at(BigInt(stop), first.hashes);
        for (const hash of hashes.slice(stop, size)) second.append(hash);
        expect(second.root()).toEqual(roots[size]);
      }),
    );
  });

  it('refuses an edge that does not fit its size, and a subtree that is not aligned', () => {
    expect(() => Frontier.at(3n, [hashes[0]!])).toThrow(ProofError);
    expect(() => Frontier.at(1n, [Buffer.alloc(31)])).toThrow(ProofError);
    expect(() => Frontier.at(1n, [hashes[0]!]).appendSubtree(1, hashes[0]!)).toThrow(ProofError);
  });

  it('refuses a node of anything but two hashes', () => {
    for (const length of [0, 31, 33]) {
      expect(() => hashNode(hashes[0]!, Buffer.alloc(length))).toThrow(RangeError);
      expect(() => hashNode(Buffer.alloc(length), hashes[0]!)).toThrow(RangeError);
    }
  });

  it('covers any range with complete nodes that meet without gap or overlap', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        let at = start;
        for (const { level, index } of coveringNodes(start, end)) {
          expect(index << BigInt(level)).toBe(at);
          at += 1n << BigInt(level);
        }
        expect(at).toBe(end);
      }),
    );
  });
});

describe('an inclusion proof', () => {
  it('holds for any leaf of any tree, and for no other index, size, root or hashes', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndLess, mutation, fc.nat(299), async ([size, index], change, other) => {
        const proof = await proveInclusion(log, BigInt(index), BigInt(size));
        const claim = { leafHash: hashes[index]!, index: BigInt(index), size: BigInt(size), proof, root: roots[size]! };
        verifyInclusion(claim);
        const mutated = mutate(proof, change);
        if (mutated) expect(() => verifyInclusion({ ...claim, proof: mutated })).toThrow(ProofError);
        if (other !== index) {
          expect(() => verifyInclusion({ ...claim, leafHash: hashes[other]! })).toThrow(ProofError);
          expect(() => verifyInclusion({ ...claim, index: BigInt(other) })).toThrow(ProofError);
        }
        if (other !== size) expect(() => verifyInclusion({ ...claim, root: roots[other]! })).toThrow(ProofError);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a consistency proof', () => {
  it('holds between any two sizes from 1 on, and for no other roots or hashes', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndLess, mutation, fc.nat(299), async ([size2, less], change, other) => {
        const size1 = less + 1;
        const proof = await proveConsistency(log, BigInt(size1), BigInt(size2));
        const claim = { size1: BigInt(size1), size2: BigInt(size2), root1: roots[size1]!, root2: roots[size2]!, proof };
        verifyConsistency(claim);
        const mutated = mutate(proof, change);
        if (mutated) expect(() => verifyConsistency({ ...claim, proof: mutated })).toThrow(ProofError);
        if (other !== size1) expect(() => verifyConsistency({ ...claim, root1: roots[other]! })).toThrow(ProofError);
        if (other !== size2) expect(() => verifyConsistency({ ...claim, root2: roots[other]! })).toThrow(ProofError);
      }),
      { numRuns: 500 },
    );
  });

  it('is not made from size 0, nor backwards', async () => {
    await expect(proveConsistency(log, 0n, 5n)).rejects.toThrow(ProofError);
    await expect(proveConsistency(log, 6n, 5n)).rejects.toThrow(ProofError);
  });
});

describe('a range proof', () => {
  it('holds for any range of any tree, and not when a leaf is changed, left out, added or moved', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndRange, mutation, mutation, async ([start, end, size], inProof, inLeaves) => {
        const proof = await proveRange(log, BigInt(start), BigInt(end), BigInt(size));
        const leafHashes = hashes.slice(start, end);
        const range = { start: BigInt(start), end: BigInt(end), size: BigInt(size) };
        const claim = { ...range, proof, leafHashes, root: roots[size]! };
        verifyRange(claim);
        const mutated = mutate(proof, inProof);
        if (mutated) expect(() => verifyRange({ ...claim, proof: mutated })).toThrow(ProofError);
        const others = mutate(leafHashes, inLeaves);
        if (others) expect(() => verifyRange({ ...claim, leafHashes: others })).toThrow(ProofError);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused for what is no range', async () => {
    await expect(proveRange(log, 3n, 2n, 5n)).rejects.toThrow(ProofError);
    expect(() => verifyRange({ start: 3n, end: 2n, size: 5n, proof: [], leafHashes: [], root: roots[5]! })).toThrow(
      ProofError,
    );
    expect(() => verifyRange({ start: 0n, end: 6n, size: 5n, proof: [], leafHashes: [], root: roots[5]! })).toThrow(
      ProofError,
    );
  });
});
