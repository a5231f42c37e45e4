import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { MemoryLog } from '../../test/memory-log.js';
import {
  EMPTY_TREE,
  SOME_HASH,
  referenceConsistency,
  referenceInclusion,
  referenceLeaves,
  referenceRoots,
  treeHash,
} from '../../test/rfc6962-tree.js';
import { EMPTY_ROOT, hashLeaf } from './hashes.js';
import { ProofError } from './proof-error.js';
import { proveConsistency, proveInclusion, rootAt } from './prove.js';
import { verifyConsistency, type ConsistencyClaim } from './verify-consistency.js';
import { verifyInclusion, type InclusionClaim } from './verify-inclusion.js';

const log = new MemoryLog(referenceLeaves);
const WRONG = Buffer.from('WrongHash');

describe('the reference tree of RFC 6962', () => {
  it('has the published root after each leaf, and the published empty root', async () => {
    expect(EMPTY_ROOT).toEqual(EMPTY_TREE);
    expect(await rootAt(log, 0n)).toEqual(EMPTY_TREE);
    for (const [i, root] of referenceRoots.entries()) {
      expect(await rootAt(log, BigInt(i + 1))).toEqual(root);
      expect(treeHash(referenceLeaves.slice(0, i + 1))).toEqual(root);
    }
  });

  it.each(referenceInclusion)(
    'proves leaf %i in %i as published, and no mutation of that',
    async (index, size, proof) => {
      expect(await proveInclusion(log, BigInt(index), BigInt(size))).toEqual(proof);
      const leafHash = hashLeaf(referenceLeaves[index]!);
      const claim = { index: BigInt(index), size: BigInt(size), root: referenceRoots[size - 1]!, leafHash, proof };
      expect(() => verifyInclusion(claim)).not.toThrow();
      for (const [name, mutated] of inclusionMutations(claim))
        expect({ name, run: attempt(() => verifyInclusion(mutated)) }).toEqual({ name, run: 'ProofError' });
    },
  );

  it.each(referenceConsistency)(
    'proves %i in %i as published, and no mutation of that',
    async (size1, size2, proof) => {
      expect(await proveConsistency(log, BigInt(size1), BigInt(size2))).toEqual(proof);
      const [root1, root2] = [referenceRoots[size1 - 1]!, referenceRoots[size2 - 1]!];
      const claim = { size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof };
      expect(() => verifyConsistency(claim)).not.toThrow();
      if (proof.length === 0) return;
      for (const [name, mutated] of consistencyMutations(claim))
        expect({ name, run: attempt(() => verifyConsistency(mutated)) }).toEqual({ name, run: 'ProofError' });
    },
  );
});

describe('inclusion without a tree', () => {
  const leafHash = hashLeaf(Buffer.from('data'));
  it('holds in a tree of one leaf, whose root it is', () => {
    expect(attempt(() => verifyInclusion({ index: 0n, size: 1n, leafHash, root: leafHash, proof: [] }))).toBe('true');
  });

  it.each([
    ['empty leaf', Buffer.alloc(0), leafHash],
    ['empty root', leafHash, Buffer.alloc(0)],
    ['empty root and leaf', Buffer.alloc(0), Buffer.alloc(0)],
  ])('fails in it with an %s', (_name, leaf, root) => {
    expect(attempt(() => verifyInclusion({ index: 0n, size: 1n, leafHash: leaf, root, proof: [] }))).toBe('ProofError');
  });

  it.each([
    [0n, 0n],
    [0n, 1n],
    [1n, 0n],
    [2n, 1n],
  ])('fails for index %s in a tree of %s with made-up hashes', (index, size) => {
    for (const [leaf, root] of [
      [SOME_HASH, Buffer.alloc(0)],
      [Buffer.alloc(0), EMPTY_TREE],
      [SOME_HASH, EMPTY_TREE],
    ] as const)
      expect(attempt(() => verifyInclusion({ index, size, leafHash: leaf, root, proof: [] }))).toBe('ProofError');
  });
});

describe('consistency without a tree', () => {
  const [one, two] = [Buffer.from("don't care 1"), Buffer.from("don't care 2")];
  it.each<[string, bigint, bigint, Buffer, Buffer, Buffer[], string]>([
    ['equal zero sizes, other roots', 0n, 0n, one, two, [], 'ProofError'],
    ['equal sizes, other roots', 1n, 1n, one, two, [], 'ProofError'],
    // The one case in which we are stricter than transparency-dev/merkle, on purpose: nothing is proven from 0, not even 0.
    ['zero sizes, equal roots', 0n, 0n, one, one, [], 'ProofError'],
    ['a start at zero', 0n, 1n, one, two, [], 'ProofError'],
    ['equal sizes and roots', 1n, 1n, two, two, [], 'true'],
    ['the past', 1n, 0n, one, two, [], 'ProofError'],
    ['the past again', 2n, 1n, one, two, [], 'ProofError'],
    ['no proof', 1n, 2n, one, two, [], 'ProofError'],
    ['the empty root against another', 0n, 0n, EMPTY_TREE, two, [], 'ProofError'],
    ['an empty root at size one', 1n, 1n, EMPTY_TREE, two, [], 'ProofError'],
    ['a proof between empty trees', 0n, 0n, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE], 'ProofError'],
    ['a proof between equal trees', 1n, 1n, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE], 'ProofError'],
    ['a start at zero with the empty root', 0n, 1n, EMPTY_TREE, two, [], 'ProofError'],
    ['a start at zero with a proof', 0n, 1n, EMPTY_TREE, EMPTY_TREE, [EMPTY_TREE], 'ProofError'],
  ])('judges %s', (_name, size1, size2, root1, root2, proof, answer) => {
    expect(attempt(() => verifyConsistency({ size1, size2, root1, root2, proof }))).toBe(answer);
  });
});

describe('sizes of 64 bits', () => {
  it('are exact beyond 2^53, where a double would take one leaf for another', () => {
    // A right edge of 2^60 + 1 leaves: one complete subtree and a single leaf.
    const [left, leafHash] = [SOME_HASH, hashLeaf(Buffer.from('last'))];
    const size = 2n ** 60n + 1n;
    const root = createHash('sha256').update(Buffer.of(1)).update(left).update(leafHash).digest();
    const claim = { leafHash, index: size - 1n, size, proof: [left], root };
    expect(attempt(() => verifyInclusion(claim))).toBe('true');
    expect(attempt(() => verifyInclusion({ ...claim, index: size - 2n }))).toBe('ProofError');
    expect(attempt(() => verifyInclusion({ ...claim, size: size + 1n }))).toBe('ProofError');
  });

  it.each([-1n, 2n ** 64n, 10n ** 400n])('refuse %s', (size) => {
    expect(attempt(() => verifyInclusion({ leafHash: SOME_HASH, index: 0n, size, proof: [], root: SOME_HASH }))).toBe(
      'ProofError',
    );
    expect(
      attempt(() => verifyConsistency({ size1: 1n, size2: size, root1: SOME_HASH, root2: SOME_HASH, proof: [] })),
    ).toBe('ProofError');
  });
});

function attempt(run: () => void): string {
  try {
    run();
    return 'true';
  } catch (error) {
    return error instanceof ProofError ? error.name : String(error);
  }
}

const withoutSign = (value: bigint) => BigInt.asUintN(64, value);

/** The mutations of transparency-dev/merkle's proofgen. */
function inclusionMutations(claim: InclusionClaim): [string, InclusionClaim][] {
  const { index, size, proof, root } = claim;
  const mutations: [string, InclusionClaim][] = [
    ['index - 1', { ...claim, index: withoutSign(index - 1n) }],
    ['index + 1', { ...claim, index: index + 1n }],
    ['index ^ 2', { ...claim, index: index ^ 2n }],
    ['size * 2', { ...claim, size: size * 2n }],
    ['size / 2', { ...claim, size: size / 2n }],
    ['wrong leaf', { ...claim, leafHash: WRONG }],
    ['empty root', { ...claim, root: EMPTY_TREE }],
    ['random root', { ...claim, root: SOME_HASH }],
    ['trailing garbage', { ...claim, proof: [...proof, Buffer.alloc(0)] }],
    ['trailing root', { ...claim, proof: [...proof, root] }],
    ['preceding garbage', { ...claim, proof: [Buffer.alloc(0), ...proof] }],
    ['preceding root', { ...claim, proof: [root, ...proof] }],
    ...bitFlips(proof).map((each): [string, InclusionClaim] => ['flipped bit', { ...claim, proof: each }]),
  ];
  if (proof.length > 0) mutations.push(['removed', { ...claim, proof: proof.slice(0, -1) }]);
  if (proof.length > 1) mutations.push(['inserted', { ...claim, proof: [proof[0]!, SOME_HASH, ...proof.slice(1)] }]);
  return mutations;
}

function consistencyMutations(claim: ConsistencyClaim): [string, ConsistencyClaim][] {
  const { size1, size2, root1, root2, proof } = claim;
  return [
    ['size1 - 1', { ...claim, size1: size1 - 1n }],
    ['size1 + 1', { ...claim, size1: size1 + 1n }],
    ['size1 ^ 2', { ...claim, size1: size1 ^ 2n }],
    ['size2 * 2', { ...claim, size2: size2 * 2n }],
    ['size2 / 2', { ...claim, size2: size2 / 2n }],
    ['wrong root1', { ...claim, root1: WRONG }],
    ['wrong root2', { ...claim, root2: WRONG }],
    ['swapped roots', { ...claim, root1: root2, root2: root1 }],
    ['empty proof', { ...claim, proof: [] }],
    ['trailing garbage', { ...claim, proof: [...proof, Buffer.alloc(0)] }],
    ['trailing root1', { ...claim, proof: [...proof, root1] }],
    ['trailing root2', { ...claim, proof: [...proof, root2] }],
    ['preceding garbage', { ...claim, proof: [Buffer.alloc(0), ...proof] }],
    ['preceding root1', { ...claim, proof: [root1, ...proof] }],
    ['preceding root2', { ...claim, proof: [root2, ...proof] }],
    ['preceding proof[0]', { ...claim, proof: [proof[0]!, ...proof] }],
    ['truncated', { ...claim, proof: proof.slice(0, -1) }],
    ...bitFlips(proof).map((each): [string, ConsistencyClaim] => ['flipped bit', { ...claim, proof: each }]),
  ];
}

function bitFlips(proof: readonly Buffer[]): Buffer[][] {
  return proof.map((_hash, i) => {
    const flipped = proof.map((hash) => Buffer.from(hash));
    flipped[i]![0]! ^= 8;
    return flipped;
  });
}
