import { hashNode } from './hashes.js';

/** A complete node: `level` 0 are the leaf hashes; it covers the leaves [index · 2^level, (index + 1) · 2^level). */
export interface NodeId {
  readonly level: number;
  readonly index: bigint;
}

/**
 * Where the hashes of complete nodes lie: stored tiles, a table, a file. One call per proof, so that storage is asked once.
 * Answers in the order of the question and throws when one is missing.
 */
export interface HashReader {
  read(nodes: readonly NodeId[]): Promise<readonly Buffer[]>;
}

/** The fewest complete nodes that cover the leaves [start, end), left to right. */
export function coveringNodes(start: bigint, end: bigint): NodeId[] {
  const nodes: NodeId[] = [];
  let at = start;
  while (at < end) {
    const room = end - at;
    let level = 0;
    while ((at >> BigInt(level)) % 2n === 0n && 1n << BigInt(level + 1) <= room) level += 1;
    nodes.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return nodes;
}

/** Root of a tree from the hashes of `coveringNodes(0, size)`, or of a right edge: folded from the right (RFC 6962 section 2.1). */
export function foldRight(hashes: readonly Buffer[]): Buffer {
  return hashes.reduceRight((right, left) => hashNode(left, right));
}

/** The largest power of two smaller than `size`, which is at least 2: where RFC 6962 splits a tree. */
export function splitPoint(size: bigint): bigint {
  return 1n << BigInt((size - 1n).toString(2).length - 1);
}
