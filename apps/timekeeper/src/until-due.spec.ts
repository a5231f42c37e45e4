import { describe, expect, it } from '@jest/globals';
import { Clock } from '#commands';
import { untilDue } from './until-due.js';

const { signal } = new AbortController();

/** Says one time after the other, and the last one for ever. */
class Says extends Clock {
  constructor(private readonly times: string[]) {
    super();
  }

  now(): string {
    return this.times.length > 1 ? this.times.shift()! : this.times[0]!;
  }
}

const at = (ms: number) => `2026-11-20T12:00:00.${String(ms).padStart(3, '0')}Z`;

describe('a deadline that rings early by our clock', () => {
  it('is waited for until the clock itself says so, though a timer rings early', async () => {
    const clock = new Says([at(96), at(99), at(100)]);
    expect(await untilDue(at(100), { clock, maxWaitMs: 1000, signal })).toBe(true);
    expect(clock.now()).toBe(at(100));
  });

  it('is due at once when its time has come', async () => {
    expect(await untilDue(at(100), { clock: new Says([at(100)]), maxWaitMs: 1000, signal })).toBe(true);
  });

  it('is put back when it is further off than one waits', async () => {
    expect(await untilDue(at(900), { clock: new Says([at(100)]), maxWaitMs: 5, signal })).toBe(false);
  });

  it('is not waited for while the process stops', async () => {
    const stopped = { clock: new Says([at(100)]), maxWaitMs: 10_000, signal: AbortSignal.abort() };
    await expect(untilDue(at(900), stopped)).rejects.toThrow('aborted');
  });
});
