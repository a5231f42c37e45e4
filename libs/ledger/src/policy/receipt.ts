import { parseTlogProof } from '../notes/tlog-proof.js';
import { hashLeaf } from '../tree/hashes.js';
import { ProofError } from '../tree/proof-error.js';
import { verifyInclusion } from '../tree/verify-inclusion.js';
import type { Policy } from './policy.js';
import { openCheckpoint, type TrustedCheckpoint } from './trusted-checkpoint.js';

/** What a good receipt says. */
export interface Receipt {
  readonly index: bigint;
  readonly leaf: Buffer;
  readonly checkpoint: TrustedCheckpoint;
}

/**
 * Verifies a `.tlog-proof` file under a policy. The leaf is given, or taken from the file's extra data, where our receipts carry it.
 * @throws ProofError, NoteError, Untrusted
 */
export function verifyReceipt(file: string | Uint8Array, policy: Policy, given?: Buffer): Receipt {
  const { index, proof, checkpoint: note, extra } = parseTlogProof(file);
  const leaf = given ?? extra;
  if (leaf === undefined) throw new ProofError('the receipt carries no leaf, and none was given');
  const checkpoint = openCheckpoint(note, policy);
  verifyInclusion({ leafHash: hashLeaf(leaf), index, size: checkpoint.size, proof, root: checkpoint.root });
  return { index, leaf, checkpoint };
}
