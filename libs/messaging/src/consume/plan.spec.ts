import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PublishedEvent } from '../published/published-event.js';
import { isMissing, planStream } from './plan.js';

const event = (revision: number) => ({ stream: 'conversation-1', revision: BigInt(revision) }) as PublishedEvent;
const plan = (last: number, ...revisions: number[]) =>
  planStream(BigInt(last), revisions.map(event)).map((step) =>
    isMissing(step) ? `fetch ${step.from}..${step.to}` : Number(step.revision),
  );

describe('what arrives of a stream', () => {
  it('is taken when it is the next', () => {
    expect(plan(-1, 0, 1, 2)).toEqual([0, 1, 2]);
  });

  it('is dropped when it was dealt with before', () => {
    expect(plan(4, 3, 4, 5)).toEqual([5]);
  });

  it('is taken once when it arrives twice, and in order when it arrives shuffled', () => {
    expect(plan(0, 3, 1, 2, 1, 3)).toEqual([1, 2, 3]);
  });

  it('waits for what is missing before it', () => {
    expect(plan(0, 3, 6)).toEqual(['fetch 1..2', 3, 'fetch 4..5', 6]);
  });

  it('ends, however it arrives, with every revision once and in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 30 }), fc.array(fc.nat({ max: 40 })), (last, revisions) => {
        const taken = planStream(BigInt(last), revisions.map(event)).flatMap((step) => {
          if (!isMissing(step)) return [Number(step.revision)];
          return Array.from({ length: Number(step.to - step.from) + 1 }, (_, i) => Number(step.from) + i);
        });
        const top = Math.max(last, ...revisions);
        expect(taken).toEqual(Array.from({ length: top - last }, (_, i) => last + 1 + i));
      }),
    );
  });
});
