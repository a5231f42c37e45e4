import { describe, expect, it } from '@jest/globals';
import { gathered } from './gathered.js';

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('calls that are gathered', () => {
  it('are one for all who ask in a turn, one for all who ask meanwhile, and one for whoever asks alone', async () => {
    const calls: (readonly number[])[] = [];
    const ask = gathered(async (numbers: readonly number[]) => {
      calls.push(numbers);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return numbers.length;
    });
    const first = [ask([1]), ask([2, 3])];
    await endOfTurn();
    await endOfTurn();
    const meanwhile = [ask([4]), ask([5])];
    expect(await Promise.all([...first, ...meanwhile])).toEqual([3, 3, 2, 2]);
    expect(await ask([6])).toBe(1);
    expect(calls).toEqual([[1, 2, 3], [4, 5], [6]]);
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
