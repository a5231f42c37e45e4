import type { Busy, Delivery } from './delivery-rows.js';

/** How much a worker has in hand at once. */
export interface Limits {
  readonly concurrency: number;
  readonly perWorkspace?: number;
  readonly perTarget?: number;
}

/** What a worker is dealing with, counted for each workspace and each target. */
export class InHand {
  private readonly dealings = new Map<bigint, Promise<void>>();
  private readonly ofWorkspace = new Map<string, number>();
  private readonly ofTarget = new Map<string, number>();
  private readonly served = new Set<string>();
  private readonly perWorkspace: number;
  private readonly perTarget: number;

  constructor(private readonly limits: Limits) {
    this.perWorkspace = limits.perWorkspace ?? Infinity;
    this.perTarget = limits.perTarget ?? Infinity;
  }

  get size(): number {
    return this.dealings.size;
  }

  /** How many more may be taken at once: no more than one workspace, or one target, could be given of them. */
  get room(): number {
    return Math.min(this.limits.concurrency - this.size, this.perWorkspace, this.perTarget);
  }

  /** Who may have no more in hand now. */
  busy(): Busy {
    return { targets: full(this.ofTarget, this.perTarget), workspaces: full(this.ofWorkspace, this.perWorkspace) };
  }

  /**
   * Where places are few, workspaces have them in turn: these have something in hand, or had their turn in this round. `undefined` where
   * there are places enough for everybody.
   */
  hadTheirTurn(): Busy | undefined {
    const few = this.limits.concurrency - this.size < this.perWorkspace && this.perWorkspace < Infinity;
    if (!few) {
      this.served.clear();
      return undefined;
    }
    return { ...this.busy(), workspaces: [...new Set([...this.served, ...this.ofWorkspace.keys()])] };
  }

  /** Everybody who waits had their turn. */
  nextRound(): void {
    this.served.clear();
  }

  take({ place, workspaceId, target }: Delivery, done: Promise<void>): void {
    this.dealings.set(place, done);
    this.served.add(workspaceId);
    count(this.ofWorkspace, workspaceId, 1);
    count(this.ofTarget, target, 1);
  }

  drop({ place, workspaceId, target }: Delivery): void {
    this.dealings.delete(place);
    count(this.ofWorkspace, workspaceId, -1);
    count(this.ofTarget, target, -1);
  }

  /** Resolves when everything that is in hand now was dealt with. */
  async empty(): Promise<void> {
    await Promise.all(this.dealings.values());
  }
}

function full(counts: ReadonlyMap<string, number>, limit: number): string[] {
  return [...counts].filter(([, held]) => held >= limit).map(([name]) => name);
}

function count(counts: Map<string, number>, name: string, by: 1 | -1): void {
  const held = (counts.get(name) ?? 0) + by;
  if (held > 0) counts.set(name, held);
  else counts.delete(name);
}
