import { hash } from 'node:crypto';
import { canonicalize, isPlainObject, type Json } from '../json/canonical-json.js';
import { LeafError } from './leaf.js';
import type { Leaf } from './read-leaf.js';

/** Random bytes mixed into a commitment: without them the hash of a phone number is found in seconds. */
export const SALT_BYTES = 32;

const PREFIX = Buffer.from('handoff-ctx/1');

/** The commitment to a personal datum, in base64: SHA-256("handoff-ctx/1" ‖ salt ‖ canonical JSON). The salt is 32 bytes. */
export function commitTo(value: unknown, salt: Uint8Array): string {
  return commitToText(canonicalize(value), salt).commit;
}

// Reused, since a large export has millions of commitments; hashing is synchronous.
let scratch = Buffer.alloc(1 << 16);
const HEAD = PREFIX.length + SALT_BYTES;
scratch.set(PREFIX);

/** The same over canonical JSON that is there already, with its length in bytes. */
export function commitToText(canonical: string, salt: Uint8Array): { readonly commit: string; readonly bytes: number } {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`);
  // A UTF-16 unit becomes three bytes at most.
  if (scratch.length < HEAD + 3 * canonical.length) {
    scratch = Buffer.alloc(HEAD + 3 * canonical.length);
    scratch.set(PREFIX);
  }
  scratch.set(salt, PREFIX.length);
  const bytes = scratch.write(canonical, HEAD, 'utf8');
  return { commit: hash('sha256', scratch.subarray(0, HEAD + bytes), 'base64'), bytes };
}

/** A commitment found in a leaf. */
export interface PlacedCommitment {
  /** Dotted, e.g. `to.name`. */
  readonly path: string;
  readonly commit: string;
  readonly bytes?: string;
  /** Whose erasure takes the opening away: `contact:…`, `member:…`; undefined when the leaf names nobody. */
  readonly subject: string | undefined;
}

/**
 * Every commitment of a leaf, in the order of its canonical text. It belongs to the member in whose description it stands, else
 * to the leaf's contact.
 * @throws LeafError when a key holds a dot, so that a path could mean two places
 */
export function commitmentsOf(leaf: Leaf): PlacedCommitment[] {
  const found: PlacedCommitment[] = [];
  collect(leaf, '', typeof leaf.contact === 'string' ? `contact:${leaf.contact}` : undefined, found);
  return found;
}

function collect(
  holder: Readonly<Record<string, Json>>,
  prefix: string,
  owner: string | undefined,
  to: PlacedCommitment[],
): void {
  const subject = holder.kind === 'member' && typeof holder.id === 'string' ? `member:${holder.id}` : owner;
  // The keys of a list are its indexes, so a path may go through one.
  for (const key of Object.keys(holder)) {
    const value = holder[key];
    if (typeof value !== 'object' || value === null) continue;
    if (key.includes('.')) throw new LeafError(`the key "${key}" of a leaf holds a dot`);
    const path = prefix + key;
    if (isCommitment(value))
      to.push({ path, commit: value.commit, ...(value.bytes === undefined ? {} : { bytes: value.bytes }), subject });
    else collect(value as Readonly<Record<string, Json>>, `${path}.`, subject, to);
  }
}

function isCommitment(value: Json): value is { readonly commit: string; readonly bytes?: string } {
  return isPlainObject(value) && typeof value.commit === 'string';
}
