import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { atATime } from './at-a-time.js';

describe('work of which so much runs at a time', () => {
  it('never runs more, keeps the order, and goes on after a failure', async () => {
    const limited = atATime(3);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const work = (n: number) => async () => {
      begun.push(n);
      most = Math.max(most, (running += 1));
      await pause(2);
      running -= 1;
      if (n === 4) throw new Error('four');
      return n;
    };
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => limited(work(n))));
    expect(most).toBe(3);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await limited(() => Promise.resolve('free again'))).toBe('free again');
  });
});
