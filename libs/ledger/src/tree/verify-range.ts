import { Frontier } from './frontier.js';
import { coveringNodes } from './nodes.js';
import { ProofError, checkHashes, checkNumber, checkRoot } from './proof-error.js';

/** The leaves [start, end) of the tree of `size` leaves, with the hashes of `proveRange`. */
export interface RangeClaim {
  readonly start: bigint;
  readonly end: bigint;
  readonly size: bigint;
  readonly proof: readonly Buffer[];
}

/** Takes the leaf hashes of a range one after the other, in constant memory. */
export interface RangeCheck {
  append(leafHash: Buffer): void;
  /** @throws ProofError unless exactly the leaves of the range were appended and the tree has this root */
  finish(root: Buffer): void;
}

/**
 * Begins the verification of a range proof.
 * @throws ProofError when the proof cannot belong to the range
 */
export function checkRange({ start, end, size, proof }: RangeClaim): RangeCheck {
  checkNumber('start', start);
  checkNumber('end', end);
  checkNumber('size', size);
  checkHashes(proof);
  if (start > end || end > size) throw new ProofError(`[${start}, ${end}) is no range of a tree of ${size}`);
  const left = coveringNodes(0n, start).length;
  const right = coveringNodes(end, size);
  if (proof.length !== left + right.length)
    throw new ProofError(`the range proof has ${proof.length} hashes, not ${left + right.length}`);
  const frontier = Frontier.at(start, proof.slice(0, left));
  return {
    append: (leafHash) => {
      if (frontier.size === end) throw new ProofError(`more leaves than the range [${start}, ${end}) has`);
      frontier.append(leafHash);
    },
    finish: (root) => {
      checkRoot('root', root);
      if (frontier.size !== end)
        throw new ProofError(`the range ends at ${end}, but leaves were given to ${frontier.size}`);
      right.forEach(({ level }, i) => frontier.appendSubtree(level, proof[left + i]!));
      if (!frontier.root().equals(root))
        throw new ProofError(`these are not the leaves [${start}, ${end}) of the tree`);
    },
  };
}

/**
 * Verifies a range at once.
 * @throws ProofError
 */
export function verifyRange(
  claim: RangeClaim & { readonly leafHashes: readonly Buffer[]; readonly root: Buffer },
): void {
  const check = checkRange(claim);
  checkHashes(claim.leafHashes);
  for (const leafHash of claim.leafHashes) check.append(leafHash);
  check.finish(claim.root);
}
