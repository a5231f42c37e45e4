import { hashNode } from './hashes.js';
import { ProofError, checkHash, checkHashes, checkNumber, checkRoot } from './proof-error.js';

/** The tree of `size2` leaves with `root2` begins with the tree of `size1` leaves with `root1`. */
export interface ConsistencyClaim {
  readonly size1: bigint;
  readonly size2: bigint;
  readonly root1: Buffer;
  readonly root2: Buffer;
  readonly proof: readonly Buffer[];
}

/**
 * Verifies a consistency proof (RFC 9162 section 2.1.4.2). Returns nothing: it is true or it throws.
 * @throws ProofError, also for `size1` 0: every tree extends the empty one, so a start at 0 proves nothing and may hide that a
 * checkpoint was never kept
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim): void {
  checkNumber('size1', size1);
  checkNumber('size2', size2);
  checkHashes(proof);
  checkRoot('older root', root1);
  checkRoot('newer root', root2);
  if (size1 === 0n) throw new ProofError('a consistency proof from size 0 proves nothing');
  if (size1 > size2) throw new ProofError(`the older tree (${size1}) is larger than the newer (${size2})`);
  if (size1 === size2) {
    if (proof.length > 0) throw new ProofError('two trees of one size need no proof');
    if (!root1.equals(root2)) throw new ProofError(`two different trees of size ${size1}`);
    return;
  }
  checkHash('older root', root1);
  checkHash('newer root', root2);
  // A complete older tree is itself a node of the newer one, so its root is left out of the proof.
  const complete = (size1 & (size1 - 1n)) === 0n;
  const [first, ...steps] = complete ? [root1, ...proof] : proof;
  if (first === undefined || proof.length === 0) throw new ProofError('the proof is empty');
  let [fn, sn] = [size1 - 1n, size2 - 1n];
  while (fn % 2n === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [older, newer] = [first, first];
  for (const step of steps) {
    if (sn === 0n) throw new ProofError('the proof is too long');
    if (fn % 2n === 1n || fn === sn) {
      older = hashNode(step, older);
      newer = hashNode(step, newer);
      while (fn !== 0n && fn % 2n === 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else newer = hashNode(newer, step);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n) throw new ProofError('the proof is too short');
  if (!older.equals(root1)) throw new ProofError(`the proof does not begin at the older tree (${size1})`);
  if (!newer.equals(root2)) throw new ProofError(`the newer tree (${size2}) does not extend the older (${size1})`);
}
