import { describe, expect, it } from '@jest/globals';
import { elapsed } from './elapsed.js';

const start = '2026-11-20T05:00:00.000Z';
const after = (seconds: number) => elapsed(start, new Date(Date.parse(start) + seconds * 1000).toISOString());

describe('the time between two steps', () => {
  it('is told in the unit a person would use', () => {
    expect([0.1, 3, 12, 119, 180, 7_000, 7_200, 100_000, 432_000].map(after)).toEqual([
      '+0.1 s',
      '+3.0 s',
      '+12 s',
      '+119 s',
      '+3 min',
      '+117 min',
      '+2 h',
      '+28 h',
      '+5 d',
    ]);
  });

  it('is not told where things happened together', () => {
    expect(after(0)).toBe('');
    expect(after(0.04)).toBe('');
  });
});
