import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from './storage.js';
import { Tail } from './tail.js';

const records = (from: number, count: number, size = 1): LogRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    position: BigInt(from + i),
    stream: 's',
    revision: BigInt(from + i),
    id: String(from + i),
    type: 't',
    frame: Buffer.alloc(size),
  }));

const positions = (found: LogRecord[] | undefined) => found?.map(({ position }) => Number(position));

describe('the tail of the log', () => {
  it('gives the records from a position on', () => {
    const tail = new Tail(10, 1_000);
    tail.push(records(1, 5));
    expect(positions(tail.from(3n, 2))).toEqual([3, 4]);
    expect(positions(tail.from(6n, 2))).toEqual([]);
  });

  it('keeps so many records and says when it no longer has them', () => {
    const tail = new Tail(4, 1_000);
    for (let i = 1; i <= 20; i++) tail.push(records(i, 1));
    expect(positions(tail.from(17n, 10))).toEqual([17, 18, 19, 20]);
    expect(tail.from(16n, 10)).toBeUndefined();
  });

  it('keeps so many bytes', () => {
    const tail = new Tail(100, 1_000);
    tail.push(records(1, 20, 300));
    expect(positions(tail.from(18n, 10))).toEqual([18, 19, 20]);
    expect(tail.from(17n, 10)).toBeUndefined();
  });

  it('has nothing before the first record of this process', () => {
    expect(new Tail().from(1n, 10)).toBeUndefined();
  });
});
