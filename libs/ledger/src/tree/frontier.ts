import { EMPTY_ROOT, hashNode } from './hashes.js';
import { coveringNodes, foldRight } from './nodes.js';
import { ProofError, checkHashes } from './proof-error.js';

/** Told of every node that becomes complete, in the order in which it does; level 0 are the leaf hashes. */
export type NodeSink = (level: number, index: bigint, hash: Buffer) => void;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, at most 64 hashes, all that appending needs (a "compact
 * range" in the words of transparency-dev/merkle).
 */
export class Frontier {
  private constructor(
    private count: bigint,
    private readonly levels: number[],
    private readonly roots: Buffer[],
  ) {}

  /**
   * The edge of a tree of `size` leaves, from the hashes of `coveringNodes(0, size)`; none for an empty tree.
   * @throws ProofError when the number or the length of the hashes does not fit
   */
  static at(size: bigint, hashes: readonly Buffer[] = []): Frontier {
    const nodes = coveringNodes(0n, size);
    checkHashes(hashes);
    if (nodes.length !== hashes.length)
      throw new ProofError(`the edge of ${size} leaves has ${nodes.length} hashes, not ${hashes.length}`);
    return new Frontier(
      size,
      nodes.map(({ level }) => level),
      [...hashes],
    );
  }

  /** Leaves so far. */
  get size(): bigint {
    return this.count;
  }

  /** What `Frontier.at` takes to go on from here. */
  get hashes(): readonly Buffer[] {
    return [...this.roots];
  }

  /** Appends one leaf by its hash. */
  append(leafHash: Buffer, completed?: NodeSink): void {
    this.appendSubtree(0, leafHash, completed);
  }

  /**
   * Appends a complete subtree of 2^level leaves by its root.
   * @throws ProofError when the tree's size is no multiple of 2^level: the subtree would not be aligned
   */
  appendSubtree(level: number, hash: Buffer, completed?: NodeSink): void {
    const last = this.levels.at(-1);
    if (last !== undefined && last < level) throw new ProofError(`no subtree of level ${level} fits at ${this.count}`);
    let at = level;
    let root = hash;
    completed?.(at, this.count >> BigInt(at), root);
    while (this.levels.at(-1) === at) {
      this.levels.pop();
      root = hashNode(this.roots.pop()!, root);
      at += 1;
      completed?.(at, this.count >> BigInt(at), root);
    }
    this.levels.push(at);
    this.roots.push(root);
    this.count += level === 0 ? 1n : 1n << BigInt(level);
  }

  /** Root of the tree as it is now. */
  root(): Buffer {
    return this.roots.length === 0 ? EMPTY_ROOT : foldRight(this.roots);
  }
}
