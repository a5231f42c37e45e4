import type { Checkpoint } from '../notes/checkpoint.js';
import { ProofError } from '../tree/proof-error.js';
import { verifyConsistency } from '../tree/verify-consistency.js';
import { Untrusted } from './trusted-checkpoint.js';

/**
 * Checks that a newer checkpoint keeps everything an older one held: the step of a witness, of the signer before it signs, and of
 * an auditor who kept a checkpoint.
 *
 * @throws Untrusted `older_is_larger`, `fork` or `not_an_extension`; ProofError when the older one is of size 0, which holds nothing
 */
export function checkExtends(older: Checkpoint, newer: Checkpoint, proof: readonly Buffer[]): void {
  if (older.origin !== newer.origin)
    throw new Untrusted('unknown_origin', `${newer.origin} is another log than ${older.origin}`);
  if (older.size === 0n) throw new ProofError('a checkpoint of size 0 holds nothing to be kept');
  if (older.size > newer.size)
    throw new Untrusted('older_is_larger', `the held checkpoint has ${older.size} leaves, this one ${newer.size}`);
  if (older.size === newer.size && !older.root.equals(newer.root))
    throw new Untrusted('fork', `two different trees of size ${older.size} were signed for ${older.origin}`);
  try {
    verifyConsistency({ size1: older.size, size2: newer.size, root1: older.root, root2: newer.root, proof });
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw new Untrusted(
      'not_an_extension',
      `the tree of ${newer.size} does not extend ${older.size}: ${error.message}`,
    );
  }
}
