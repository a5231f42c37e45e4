import { Frontier, hashLeaf, type HashReader } from '../src/index.js';

/** A log in memory: leaves and every complete node over them. */
export class MemoryLog implements HashReader {
  readonly leaves: Buffer[] = [];
  private readonly nodes = new Map<string, Buffer>();
  private readonly frontier = Frontier.at(0n);

  constructor(leaves: readonly Buffer[] = []) {
    for (const leaf of leaves) this.append(leaf);
  }

  get size(): bigint {
    return BigInt(this.leaves.length);
  }

  append(leaf: Buffer): bigint {
    this.leaves.push(leaf);
    this.frontier.append(hashLeaf(leaf), (level, index, hash) => this.nodes.set(`${level}/${index}`, hash));
    return this.size - 1n;
  }

  root(): Buffer {
    return this.frontier.root();
  }

  read(nodes: readonly { level: number; index: bigint }[]): Promise<Buffer[]> {
    return Promise.resolve(
      nodes.map(({ level, index }) => {
        const hash = this.nodes.get(`${level}/${index}`);
        if (hash === undefined) throw new Error(`no node ${level}/${index}`);
        return hash;
      }),
    );
  }
}
