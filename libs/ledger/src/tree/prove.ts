import { EMPTY_ROOT } from './hashes.js';
import { coveringNodes, foldRight, splitPoint, type HashReader } from './nodes.js';
import { ProofError } from './proof-error.js';

/** Leaves [start, end), the part of a tree that one hash of a proof stands for. */
type Span = readonly [start: bigint, end: bigint];

/** Root of the tree of the first `size` leaves. */
export async function rootAt(reader: HashReader, size: bigint): Promise<Buffer> {
  return size === 0n ? EMPTY_ROOT : (await hashesOf(reader, [[0n, size]]))[0]!;
}

/**
 * Inclusion proof of the leaf at `index` in the tree of `size` leaves (RFC 6962 section 2.1.1): from the leaf's sibling up.
 * @throws ProofError when there is no such leaf
 */
export async function proveInclusion(reader: HashReader, index: bigint, size: bigint): Promise<Buffer[]> {
  if (index < 0n || index >= size) throw new ProofError(`there is no leaf ${index} in a tree of ${size}`);
  return hashesOf(reader, siblings(index, [0n, size]));
}

/**
 * Consistency proof between the first `from` and the first `to` leaves (RFC 6962 section 2.1.2).
 * @throws ProofError when `from` is 0 (everything extends nothing, so it would prove nothing) or larger than `to`
 */
export async function proveConsistency(reader: HashReader, from: bigint, to: bigint): Promise<Buffer[]> {
  if (from <= 0n || from > to) throw new ProofError(`nothing can be proven between sizes ${from} and ${to}`);
  return from === to ? [] : hashesOf(reader, consistencySpans(from, [0n, to], true));
}

/**
 * Range proof: with the leaf hashes of [start, end) it gives the root of the tree of `size` leaves, and so proves that these are
 * all leaves of the range, in order. The complete nodes left of the range, then those right of it, each from left to right.
 */
export async function proveRange(reader: HashReader, start: bigint, end: bigint, size: bigint): Promise<Buffer[]> {
  if (start < 0n || start > end || end > size) throw new ProofError(`[${start}, ${end}) is no range of ${size} leaves`);
  const nodes = [...coveringNodes(0n, start), ...coveringNodes(end, size)];
  return nodes.length === 0 ? [] : [...(await reader.read(nodes))];
}

/** PATH(m, D[n]) of RFC 6962 section 2.1.1. */
function siblings(index: bigint, [start, end]: Span): Span[] {
  if (end - start === 1n) return [];
  const middle = start + splitPoint(end - start);
  return index < middle
    ? [...siblings(index, [start, middle]), [middle, end]]
    : [...siblings(index, [middle, end]), [start, middle]];
}

/** SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2; `known` is b: the verifier has this subtree's root already. */
function consistencySpans(from: bigint, [start, end]: Span, known: boolean): Span[] {
  if (from === end) return known ? [] : [[start, end]];
  const middle = start + splitPoint(end - start);
  return from <= middle
    ? [...consistencySpans(from, [start, middle], known), [middle, end]]
    : [...consistencySpans(from, [middle, end], false), [start, middle]];
}

/** The roots of the spans, with one call to the reader. */
async function hashesOf(reader: HashReader, spans: readonly Span[]): Promise<Buffer[]> {
  const parts = spans.map(([start, end]) => coveringNodes(start, end));
  if (parts.length === 0) return [];
  const hashes = await reader.read(parts.flat());
  let at = 0;
  return parts.map((part) => foldRight(hashes.slice(at, (at += part.length))));
}
