import { describe, expect, it } from '@jest/globals';
import { ExpiringCache } from './expiring-cache.js';

describe('a cache of keys', () => {
  it('forgets after its time, also what is read again and again', () => {
    let now = 0;
    const cache = new ExpiringCache<number>(10, 60_000, () => now);
    cache.set('a', 1);
    for (now = 0; now < 60_000; now += 10_000) expect(cache.get('a')).toBe(1);
    expect(cache.get('a')).toBeUndefined();
  });

  it('holds no more than its limit, and gives up the oldest first', () => {
    const cache = new ExpiringCache<number>(2, 60_000, () => 0);
    for (const [i, name] of ['a', 'b', 'c'].entries()) cache.set(name, i);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 1, 2]);
  });
});
