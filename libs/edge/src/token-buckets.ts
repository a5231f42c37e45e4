/** How fast somebody may go. */
export interface Pace {
  /** How many every second, for long. */
  readonly perSecond: number;
  /** How many at once, after a rest. */
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** How many are remembered; those who have rested longest are forgotten first, and a full bucket is what they would have by then. */
const maxKnown = 20_000;

/**
 * Token buckets by name, in this process only: they protect it, they do not count. Bounded in memory whoever calls: what is forgotten
 * is let in, never kept out.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    readonly pace: Pace,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes a token. @returns 0, or for how many milliseconds there is none */
  take(who: string): number {
    const at = this.now();
    const { perSecond, burst } = this.pace;
    const bucket = this.buckets.get(who);
    if (bucket === undefined) return this.begin(who, at);
    bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) / 1_000) * perSecond);
    bucket.at = at;
    if (bucket.left < 1) return Math.max(1, ((1 - bucket.left) / perSecond) * 1_000);
    bucket.left -= 1;
    return 0;
  }

  private begin(who: string, at: number): number {
    this.buckets.set(who, { left: this.pace.burst - 1, at });
    if (this.buckets.size > maxKnown) this.forget(at);
    return 0;
  }

  /** Those whose bucket is full again first; where all are busy, those that came first. */
  private forget(at: number): void {
    const { perSecond, burst } = this.pace;
    for (const [who, { left, at: since }] of this.buckets)
      if (left + ((at - since) / 1_000) * perSecond >= burst) this.buckets.delete(who);
    for (const who of this.buckets.keys()) {
      if (this.buckets.size <= maxKnown / 2) return;
      this.buckets.delete(who);
    }
  }
}
