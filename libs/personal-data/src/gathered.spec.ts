import { describe, expect, it } from '@jest/globals';
import { gathered } from './gathered.js';

describe('calls that are gathered', () => {
  it('are made at once where nobody else asks, and together where a crowd does', async () => {
    const calls: (readonly number[])[] = [];
    const ask = gathered(async (numbers: readonly number[]) => {
      calls.push(numbers);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return numbers.length;
    });
    const first = ask([1]);
    await Promise.resolve();
    const others = [ask([2, 3]), ask([4]), ask([5])];
    expect(await first).toBe(1);
    expect(await Promise.all(others)).toEqual([4, 4, 4]);
    expect(await ask([6])).toBe(1);
    expect(calls).toEqual([[1], [2, 3, 4, 5], [6]]);
  });

  it('fail for those who asked together, and for nobody after them', async () => {
    const ask = gathered((numbers: readonly number[]) =>
      numbers.includes(0) ? Promise.reject(new Error('zero')) : Promise.resolve(numbers),
    );
    await expect(Promise.allSettled([ask([0]), ask([1])])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
    expect(await ask([2])).toEqual([2]);
  });
});
