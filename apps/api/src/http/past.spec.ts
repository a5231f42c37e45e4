import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '#event-store';
import { Past } from './past.js';

/** A log that has come to a position; nothing else is asked of it. */
const logAt = (head: bigint | undefined) => ({ head: () => Promise.resolve(head) }) as unknown as EventStore;

describe('a moment of the past', () => {
  const time = '2026-11-20T09:30:00.000Z';

  it('is where it says, if it is a position', async () => {
    expect(await new Past(logAt(40n)).moment('30')).toEqual({ asOf: { position: 30n }, position: '30' });
    await expect(new Past(logAt(40n)).moment('41')).rejects.toMatchObject({ code: 'position_beyond_head' });
  });

  it('is known, if it is a time, once views show all that the log has: what happened by then may be its newest', async () => {
    expect(await new Past(logAt(40n)).moment(time)).toEqual({ asOf: { time }, position: '40' });
  });

  it('is known at once of an empty log', async () => {
    expect(await new Past(logAt(undefined)).moment(time)).toEqual({ asOf: { time } });
  });
});
