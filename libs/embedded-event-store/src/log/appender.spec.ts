import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { EventLog } from './event-log.js';
import { MemoryStorage } from './memory-storage.js';
import type { Operation } from './operation.js';
import type { LogRecord } from './storage.js';

/** Commits only when told, and may be told to fail. */
class SteppedStorage extends MemoryStorage {
  readonly commits: number[] = [];
  #waiting: { go: () => void; fail: (error: Error) => void } | undefined;
  stepped = false;

  override async append(records: readonly LogRecord[]): Promise<void> {
    if (this.stepped) {
      await new Promise<void>((go, fail) => (this.#waiting = { go, fail }));
      this.commits.push(records.length);
    }
    await super.append(records);
  }

  async step(error?: Error): Promise<void> {
    while (!this.#waiting) await new Promise(setImmediate);
    const { go, fail } = this.#waiting;
    this.#waiting = undefined;
    if (error) fail(error);
    else go();
  }
}

const append = (stream: string, expected: Operation['expected'] = 'any', abandoned = () => false): Operation => ({
  kind: 'append',
  stream,
  expected,
  events: [
    { id: randomUUID(), type: 't', contentType: 'application/json', data: Buffer.alloc(0), metadata: Buffer.alloc(0) },
  ],
  abandoned,
});

async function steppedLog() {
  const storage = new SteppedStorage();
  const reports: string[] = [];
  const log = await EventLog.open(storage, (line) => reports.push(line));
  storage.stepped = true;
  return { storage, log, first: log.last, reports };
}

describe('group commit', () => {
  it('appends that arrive while a commit runs share the next one', async () => {
    const { storage, log } = await steppedLog();
    const first = log.submit(append('a'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const others = Array.from({ length: 9 }, (_, i) => log.submit(append(`s${i % 3}`)));
    await storage.step();
    await first;
    await storage.step();
    await Promise.all(others);
    expect(storage.commits).toEqual([1, 9]);
  });

  it('answers nobody before the commit, and shows nothing of it to readers', async () => {
    const { storage, log, first } = await steppedLog();
    let answered = false;
    const outcome = log.submit(append('a')).then(() => (answered = true));
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    expect([answered, log.last, (await log.head('a')).last]).toEqual([false, first, -1n]);
    await storage.step();
    await outcome;
    expect([answered, log.last, (await log.head('a')).last]).toEqual([true, first + 1n, 0n]);
  });

  it('decides each on what those before it in the batch will have written', async () => {
    const { storage, log } = await steppedLog();
    const outcomes = [append('a', 'no_stream'), append('a', 0n), append('a', 0n)].map((it) => log.submit(it));
    await storage.step();
    const [one, two] = await Promise.all(outcomes.slice(0, 2));
    expect([one, two]).toMatchObject([{ revision: 0n }, { revision: 1n }]);
    // The third may be the second once more: that can be said only when the second is in the log.
    expect(await outcomes[2]).toEqual({ kind: 'wrong-revision', current: 1n });
  });

  it('a commit that fails refuses its appends alone: the next one takes their positions', async () => {
    const { storage, log, first, reports } = await steppedLog();
    const lost = log.submit(append('a'));
    const refused = expect(lost).rejects.toThrow('disk full');
    await storage.step(new Error('disk full'));
    await refused;
    expect(reports).toEqual(['a commit of 1 operations failed: Error: disk full']);
    const next = log.submit(append('a', 'no_stream'));
    await storage.step();
    expect(await next).toEqual({ kind: 'done', revision: 0n, position: first + 1n });
  });

  it('writes nothing for somebody who has stopped waiting', async () => {
    const { log, first } = await steppedLog();
    expect(await log.submit(append('a', 'any', () => true))).toEqual({ kind: 'abandoned' });
    expect(log.last).toBe(first);
  });
});
