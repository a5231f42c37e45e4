import { isUtf8 } from 'node:buffer';
import { isPlainObject, type Json } from '../json/canonical-json.js';
import { parseCanonical } from '../json/canonical-text.js';
import { MAX_ENTRY_BYTES } from '../tree/entry-bundle.js';
import { LEAF_VERSION, LeafError } from './leaf.js';

/** A leaf that was read back. Members beyond these are as in `LeafFacts`, with numbers as strings. */
export interface Leaf {
  readonly [member: string]: Json;
  readonly v: string;
  readonly type: string;
  readonly workspace: string;
  readonly eventId: string;
  readonly stream: string;
  readonly rev: string;
  readonly entry: string;
  readonly at: string;
  readonly schema: string;
}

const texts = ['v', 'type', 'workspace', 'eventId', 'stream', 'rev', 'entry', 'at', 'schema'] as const;
const numbers = ['rev', 'entry', 'schema'] as const;
const decimal = /^(?:0|[1-9][0-9]{0,19})$/;

/**
 * Reads a leaf's bytes.
 * @throws LeafError, InvalidJson when they are not the canonical JSON of a leaf of the version known here
 */
export function readLeaf(bytes: Uint8Array): Leaf {
  if (!isUtf8(bytes)) throw new LeafError('a leaf is not UTF-8');
  return readLeafText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

/** The same, of bytes that were decoded. */
export function readLeafText(text: string): Leaf {
  if (text.length > MAX_ENTRY_BYTES / 3 && Buffer.byteLength(text) > MAX_ENTRY_BYTES)
    throw new LeafError(`a leaf of ${Buffer.byteLength(text)} bytes`);
  return asLeaf(parseCanonical(text));
}

/**
 * Takes a parsed value for a leaf.
 * @throws LeafError
 */
export function asLeaf(value: Json | undefined): Leaf {
  if (!isPlainObject(value)) throw new LeafError('a leaf is no object');
  if (typeof value.v === 'string' && value.v !== LEAF_VERSION)
    throw new LeafError(`leaves of version ${value.v} are not known to this verifier`);
  for (const member of texts)
    if (typeof value[member] !== 'string') throw new LeafError(`a leaf without the text "${member}"`);
  const leaf = value as Leaf;
  for (const member of numbers)
    if (!decimal.test(leaf[member])) throw new LeafError(`"${member}" is no decimal number`);
  return leaf;
}
