import { Refusal } from './problem.js';

const maxKnown = 20_000;

interface Bucket {
  left: number;
  at: number;
}

/** How fast somebody may go: so many at once, and so many a minute. Kept in this process only; it protects, it does not count. */
export class Paces {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly atOnce: number,
    private readonly perMinute: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Refusal `too_many_requests` */
  step(who: string): void {
    const at = this.now();
    const bucket = this.buckets.get(who) ?? { left: this.atOnce, at };
    const left = Math.min(this.atOnce, bucket.left + ((at - bucket.at) / 60_000) * this.perMinute);
    this.buckets.delete(who);
    this.buckets.set(who, { left: Math.max(0, left - 1), at });
    if (this.buckets.size > maxKnown) this.buckets.delete(this.buckets.keys().next().value!);
    if (left < 1) throw new Refusal(429, 'too_many_requests', 'Slow down, and try again in a minute.');
  }
}
