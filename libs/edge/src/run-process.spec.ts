import { describe, expect, it } from '@jest/globals';
import { runProcess, type Shutdown } from './index.js';

class Spoken extends Error {}

/** A process that does not end, with what it said. */
async function run(start: (shutdown: Shutdown) => Promise<void>) {
  const said: string[] = [];
  const complaints: unknown[] = [];
  const codes: number[] = [];
  await runProcess({
    ...{ start, spoken: [Spoken] },
    say: (line) => said.push(line),
    complain: (what) => complaints.push(what),
    end: (code) => codes.push(code),
  });
  return { said, complaints, codes };
}

describe('a process', () => {
  it('that has started says nothing and goes on', async () => {
    expect(await run(() => Promise.resolve())).toEqual({ said: [], complaints: [], codes: [] });
  });

  it('that cannot start says why, stops what it had started, and ends with 1', async () => {
    const stopped: string[] = [];
    const { complaints, codes } = await run(async (shutdown) => {
      await shutdown.add({ name: 'the health server', stop: () => Promise.resolve(void stopped.push('stopped')) });
      throw new Spoken('The port is taken.');
    });
    expect({ complaints, codes, stopped }).toEqual({
      complaints: ['The port is taken.'],
      codes: [1],
      stopped: ['stopped'],
    });
  });

  it('that meets what nobody foresaw tells all that is known of it', async () => {
    const error = new Error('unforeseen');
    expect((await run(() => Promise.reject(error))).complaints).toEqual([error]);
  });

  it('that is asked to stop while it starts does not complain that it did not', async () => {
    const { complaints, codes } = await run(async (shutdown) => {
      await shutdown.now(0);
      throw new Error('the database is closed');
    });
    expect({ complaints, codes }).toEqual({ complaints: [], codes: [0] });
  });
});
