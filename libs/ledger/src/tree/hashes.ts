import { hash } from 'node:crypto';

/** Length of SHA-256 in bytes. */
export const HASH_BYTES = 32;

/** SHA-256. */
export function sha256(bytes: Uint8Array): Buffer {
  // By way of a string, which costs half of what a buffer from the hash costs.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0));

// Reused, since hashing is synchronous; most leaves are far shorter.
const leaf = Buffer.alloc(1 + (1 << 16));

/** Hash of a leaf: SHA-256(0x00 ‖ data) (RFC 6962 section 2.1). The prefix keeps a leaf from posing as a node. */
export function hashLeaf(data: Uint8Array): Buffer {
  const prefixed = data.length < leaf.length ? leaf.subarray(0, 1 + data.length) : Buffer.alloc(1 + data.length);
  prefixed.set(data, 1);
  return sha256(prefixed);
}

// One buffer for all: hashing is synchronous, and a tree of a million leaves has a million inner nodes.
const node = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/**
 * Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 section 2.1).
 * @throws RangeError unless both are 32 bytes
 */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  // A shorter one would leave bytes of the node before it in place.
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError(
      `an inner node has two hashes of ${HASH_BYTES} bytes, not of ${left.length} and ${right.length}`,
    );
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}
