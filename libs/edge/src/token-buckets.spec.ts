import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenBuckets } from './token-buckets.js';

describe('a token bucket', () => {
  it('lets through its burst at once, then its pace, and says how long to wait', () => {
    let now = 0;
    const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, () => now);
    expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0]);
    expect(buckets.take('a')).toBe(100);
    now += 60;
    expect(buckets.take('a')).toBeCloseTo(40);
    now += 40;
    expect(buckets.take('a')).toBe(0);
    expect(buckets.take('b')).toBe(0);
  });

  it('never lets through more than its burst and its pace together, however it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }), (pauses) => {
        let now = 0;
        const buckets = new TokenBuckets({ perSecond: 20, burst: 5 }, () => now);
        let through = 0;
        for (const pause of pauses) {
          now += pause;
          if (buckets.take('a') === 0) through += 1;
        }
        expect(through).toBeLessThanOrEqual(5 + (now / 1_000) * 20 + 1e-9);
      }),
    );
  });

  it('is kept for a bounded number of callers, and for none that must still wait while others have rested', () => {
    let now = 0;
    const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, () => now);
    for (let n = 0; n < 19_999; n += 1) buckets.take(`rested ${n}`);
    now += 10_000;
    while (buckets.take('busy') === 0);
    for (let n = 0; n < 5; n += 1) buckets.take(`new ${n}`);
    expect(buckets.take('busy')).toBeGreaterThan(0);
    for (let n = 0; n < 100_000; n += 1) buckets.take(`attacker ${n}`);
    expect((buckets as unknown as { buckets: Map<string, unknown> }).buckets.size).toBeLessThanOrEqual(20_000);
  });
});
