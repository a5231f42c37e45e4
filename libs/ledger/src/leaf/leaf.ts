import { canonicalize, isPlainObject, MAX_DEPTH, NotCanonicalizable } from '../json/canonical-json.js';
import { MAX_ENTRY_BYTES } from '../tree/entry-bundle.js';

/** Version of the leaf's shape, its member `v`. */
export const LEAF_VERSION = '1';

/** These facts cannot become a leaf. */
export class LeafError extends Error {
  override readonly name = 'LeafError';
  readonly code = 'bad_leaf';
}

/** Stands in for a personal datum: salted SHA-256 in base64 (commitment.ts). `bytes` is the length of its canonical JSON. */
export interface Commitment {
  readonly commit: string;
  readonly bytes?: number | bigint;
}

/** Somebody or something that gives, receives or decides. A member's name is personal, an agent's or a team's is not. */
export interface LeafParty {
  readonly kind: string;
  readonly id?: string | null;
  readonly name?: string | Commitment | null;
  readonly version?: number | bigint | null;
}

/** What else a leaf may say: texts, numbers, truth values, commitments, nested at will. Keys hold no dot. */
export type LeafDetail =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Commitment
  | readonly LeafDetail[]
  | { readonly [key: string]: LeafDetail };

/** The facts of one stored event of EventStoreDB, never those of a Postgres row. Absent and `null` members are left out. */
export interface LeafFacts {
  readonly type: string;
  readonly workspace: string;
  readonly eventId: string;
  readonly stream: string;
  /** Revision of the event in its stream. */
  readonly rev: number | bigint;
  /** Count of this event among the ledger's events of its stream, from 1: a gap is an omission. */
  readonly entry: number | bigint;
  /** When it happened: ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  /** Version of the event's own shape. */
  readonly schema: number;
  /** Random id: whose key seals the personal data, and what `ContactErased` names. */
  readonly contact?: string | null;
  /** What `MemberErased` names. */
  readonly member?: string | null;
  readonly handoff?: { readonly id: string; readonly number: number | bigint } | null;
  readonly from?: LeafParty | null;
  readonly to?: LeafParty | null;
  readonly decidedBy?: LeafParty | null;
  /** Who changed an agent or a setting. */
  readonly by?: LeafParty | null;
  readonly trigger?: string | null;
  readonly reasonCode?: string | null;
  readonly reason?: Commitment | null;
  readonly context?: Commitment | null;
  readonly details?: { readonly [key: string]: LeafDetail };
}

/**
 * The bytes of a leaf: canonical JSON with every number as a string, since parsing 9007199254740993 gives …992.
 *
 * @throws LeafError when the facts hold something that is no JSON, a member's name in the clear, or more than 65,535 bytes
 */
export function leafOf(facts: LeafFacts): Buffer {
  for (const party of [facts.from, facts.to, facts.decidedBy, facts.by])
    if (party?.kind === 'member' && typeof party.name === 'string')
      throw new LeafError("a member's name enters a leaf only as a commitment");
  for (const field of ['reason', 'context'] as const)
    if (facts[field] && typeof facts[field].commit !== 'string')
      throw new LeafError(`"${field}" enters a leaf only as a commitment`);
  let bytes: Buffer;
  try {
    bytes = Buffer.from(textOf({ ...facts, v: LEAF_VERSION }, 0));
  } catch (error) {
    if (error instanceof NotCanonicalizable) throw new LeafError(error.message, { cause: error });
    throw error;
  }
  if (bytes.length > MAX_ENTRY_BYTES) throw new LeafError(`a leaf of ${bytes.length} bytes; ${MAX_ENTRY_BYTES} fit`);
  return bytes;
}

/**
 * The canonical text with numbers as strings and absent members left out, written in one walk: half the time that a tidied copy takes, which
 * is checked and then written. What is no plain JSON is passed on for the canonicaliser to refuse.
 */
function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new LeafError(`${value} is no whole number that a double holds exactly`);
    return `"${value}"`;
  }
  if (depth > MAX_DEPTH) throw new LeafError(`nested deeper than ${MAX_DEPTH}, or a cycle`);
  // Not by map, which would pass over a hole.
  if (Array.isArray(value)) return `[${Array.from(value, (each) => textOf(each, depth + 1)).join(',')}]`;
  return isPlainObject(value) ? textOfObject(value, depth) : canonicalize(value);
}

function textOfObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '{';
  // The default order of sort() is that of UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined || member === null) continue;
    if (key.includes('.') || key === '__proto__') throw new LeafError(`"${key}" cannot be a key in a leaf`);
    text += `${text.length === 1 ? '' : ','}${quoted(key)}:${textOf(member, depth + 1)}`;
  }
  return `${text}}`;
}

/** What a JSON string may hold as it is; everything else is left to the engine. */
const plain = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : canonicalize(text);
}
