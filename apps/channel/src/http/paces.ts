import { TokenBuckets, tooSoon } from '#edge';
import { Refusal } from './problem.js';

/** How fast a stranger may go: so many at once, and so many a minute. */
export class Paces {
  private readonly buckets: TokenBuckets;

  constructor(atOnce: number, perMinute: number, now?: () => number) {
    this.buckets = new TokenBuckets({ perSecond: perMinute / 60, burst: atOnce }, now);
  }

  /** @throws Refusal `too_many_requests` */
  step(who: string): void {
    const waitMs = this.buckets.take(who);
    if (waitMs === 0) return;
    const { problem, headers } = tooSoon('visitor', this.buckets.pace, waitMs);
    throw new Refusal(429, problem.code, problem.detail, {}, headers);
  }
}
