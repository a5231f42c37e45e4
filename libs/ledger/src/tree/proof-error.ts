import { MAX_SIZE } from '../text/decimal.js';
import { HASH_BYTES } from './hashes.js';

/** A proof does not prove what it is given for. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  readonly code = 'bad_proof';
}

/** Refuses a size or index that is no unsigned 64-bit number. */
export function checkNumber(name: string, value: bigint): void {
  if (typeof value !== 'bigint' || value < 0n || value > MAX_SIZE)
    throw new ProofError(`${name} is no unsigned 64-bit bigint`);
}

/** Refuses a proof with anything but SHA-256 hashes in it. */
export function checkHashes(hashes: readonly Uint8Array[]): void {
  if (!Array.isArray(hashes)) throw new ProofError('the proof is no list of hashes');
  for (const hash of hashes)
    if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES)
      throw new ProofError(`the proof contains something that is no hash of ${HASH_BYTES} bytes`);
}

/** Refuses a root that is no bytes. Of another length than a hash, it is simply not the root. */
export function checkRoot(name: string, root: Uint8Array): void {
  if (!(root instanceof Uint8Array)) throw new ProofError(`the ${name} is no bytes`);
}

/** Refuses a hash of another length. */
export function checkHash(name: string, hash: Uint8Array): void {
  if (!(hash instanceof Uint8Array) || hash.length !== HASH_BYTES)
    throw new ProofError(`the ${name} is no hash of ${HASH_BYTES} bytes`);
}
