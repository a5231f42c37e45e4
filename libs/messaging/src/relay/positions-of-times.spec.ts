import type { EventStore } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import { lastPosition } from './positions-of-times.js';

/** One event a second, at positions 10, 20, … */
const entries = Array.from({ length: 2_500 }, (_, i) => ({
  position: BigInt((i + 1) * 10),
  created: new Date(i * 1_000),
}));
const store = {
  readAll: ({ after, maxCount }: { after: bigint | undefined; maxCount: number }) => {
    const rest = entries.filter(({ position }) => after === undefined || position > after);
    const page = rest.slice(0, maxCount);
    return Promise.resolve({ entries: page, position: page.at(-1)?.position ?? 0n, atEnd: rest.length <= maxCount });
  },
} as unknown as EventStore;

describe('the position of a time', () => {
  it('is that of the last event before it, or no later than it', async () => {
    expect(await lastPosition(store, { before: new Date(1_700_000) })).toBe(17_000n);
    expect(await lastPosition(store, { upTo: new Date(1_700_000) })).toBe(17_010n);
    expect(await lastPosition(store, { before: new Date(1_000_000) })).toBe(10_000n);
  });

  it('is the last one of all for a time to come, and none for one before everything', async () => {
    expect(await lastPosition(store, { upTo: new Date(9e12) })).toBe(25_000n);
    expect(await lastPosition(store, { before: new Date(0) })).toBeUndefined();
  });
});
