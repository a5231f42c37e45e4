import { hashNode } from './hashes.js';
import { ProofError, checkHash, checkHashes, checkNumber, checkRoot } from './proof-error.js';

/** `leafHash` stands at `index` (from 0) in the tree of `size` leaves with this `root`. */
export interface InclusionClaim {
  readonly leafHash: Buffer;
  readonly index: bigint;
  readonly size: bigint;
  /** From the leaf's sibling up. */
  readonly proof: readonly Buffer[];
  readonly root: Buffer;
}

/**
 * Verifies an inclusion proof (RFC 9162 section 2.1.3.2). Returns nothing: it is true or it throws.
 * @throws ProofError
 */
export function verifyInclusion({ leafHash, index, size, proof, root }: InclusionClaim): void {
  checkNumber('index', index);
  checkNumber('size', size);
  checkHash('leaf hash', leafHash);
  checkHashes(proof);
  checkRoot('root', root);
  if (index >= size) throw new ProofError(`there is no leaf ${index} in a tree of ${size}`);
  let [fn, sn] = [index, size - 1n];
  let hash = leafHash;
  for (const step of proof) {
    if (sn === 0n) throw new ProofError('the proof is too long');
    if (fn % 2n === 1n || fn === sn) {
      hash = hashNode(step, hash);
      while (fn !== 0n && fn % 2n === 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else hash = hashNode(hash, step);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n) throw new ProofError('the proof is too short');
  if (!hash.equals(root)) throw new ProofError(`leaf ${index} is not in the tree of ${size} with this root`);
}
