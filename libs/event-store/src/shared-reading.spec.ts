import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { FollowOptions, LogBatch, ReadingParts } from './follow-options.js';
import type { LogEntry, RawEvent } from './events.js';
import { SharedReading } from './shared-reading.js';

/** A log in memory that grows, and counts how many events were fetched from it. */
class GrowingLog {
  fetched = 0;
  private readonly events: RawEvent[] = [];
  private readonly wakers = new Set<() => void>();

  grow(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const position = BigInt(this.events.length * 2 + 1);
      this.events.push({
        ...{ eventId: String(position), stream: `s-${position % 5n}`, revision: 0n, position, type: 'T' },
        ...{ data: {}, metadata: {}, created: new Date(0) },
      });
    }
    for (const wake of this.wakers) wake();
  }

  get head(): bigint {
    return this.events.at(-1)?.position ?? -1n;
  }

  async follow({ after = -1n, maxBatch, onBatch, onCaughtUp, signal }: FollowOptions<RawEvent>): Promise<void> {
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    for (let position = after; !signal.aborted;) {
      const entries = this.events.filter((event) => event.position > position).slice(0, maxBatch);
      await turn();
      if (entries.length === 0) {
        onCaughtUp?.();
        const grown = new Promise<void>((resolve) => this.wakers.add(resolve));
        if (this.head <= position) await Promise.race([grown, stopped]);
        continue;
      }
      this.fetched += entries.length;
      position = entries.at(-1)!.position;
      await onBatch({ entries, position });
    }
  }

  parts(decode: ReadingParts['decode'] = (raws) => Promise.resolve(raws.map(decoded))): ReadingParts {
    return {
      decode,
      raw: (options) => this.follow(options),
      alone: (options) =>
        this.follow({
          ...options,
          onBatch: async ({ entries, position }) =>
            options.onBatch({ entries: [...(await decode(entries))], position }),
        }),
    };
  }
}

function decoded({ data: _data, metadata: _metadata, ...place }: RawEvent): LogEntry {
  return { ...place, problem: new Error('nothing in it') };
}

interface Following extends Pick<Partial<FollowOptions>, 'gatherMs' | 'concerns'> {
  readonly handle?: (n: number) => Promise<void>;
  readonly after?: bigint;
  readonly parts?: ReadingParts;
}

/** Follows until it has seen the last event of the log, beginning anew where its handler fails. */
async function followUntil(
  sharing: SharedReading,
  log: GrowingLog,
  head: () => bigint,
  { handle, after, parts, ...options }: Following = {},
): Promise<bigint[]> {
  const seen: bigint[] = [];
  const stop = new AbortController();
  let position = after ?? -1n;
  let calls = 0;
  const onBatch = async (batch: LogBatch) => {
    await handle?.(calls++);
    for (const entry of batch.entries) seen.push(entry.position);
    position = batch.position;
    if (position >= head()) stop.abort();
  };
  while (!stop.signal.aborted)
    await sharing
      .follow(
        {
          ...{ after: position < 0n ? undefined : position, maxBatch: 10, streamPrefixes: ['s-'], sharing },
          ...{ onBatch, signal: stop.signal, ...options },
        },
        parts ?? log.parts(),
      )
      .catch(() => undefined);
  return seen;
}

const all = (head: bigint, after = -1n) =>
  Array.from({ length: Number(head + 1n) / 2 }, (_, i) => BigInt(2 * i + 1)).filter((position) => position > after);

describe('a shared reading of the log', () => {
  it('gives everyone every event once and in order, whoever fails, is slow, comes late or leaves', async () => {
    const member = fc.record({
      after: fc.integer({ min: -1, max: 60 }),
      fails: fc.nat(5),
      slow: fc.nat(3),
      late: fc.nat(6),
      gatherMs: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(member, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(25), { maxLength: 8 }),
        async (members, grows) => {
          const log = new GrowingLog();
          const sharing = new SharedReading();
          log.grow(40);
          const total = BigInt((40 + grows.reduce((a, b) => a + b, 0)) * 2 - 1);
          const results = members.map(async ({ after, fails, slow, late, gatherMs }) => {
            for (let n = 0; n < late; n += 1) await turn();
            const seen = await followUntil(sharing, log, () => total, {
              after: BigInt(after),
              gatherMs,
              handle: async (n) => {
                for (let i = 0; i < slow; i += 1) await turn();
                if (n < fails) throw new Error('a handler fails');
              },
            });
            expect(seen).toEqual(all(total, BigInt(after)));
          });
          for (const grow of grows) {
            await turn();
            log.grow(grow);
          }
          await Promise.all(results);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('fetches each event once for all that begin together', async () => {
    const log = new GrowingLog();
    log.grow(500);
    const sharing = new SharedReading();
    const head = log.head;
    await Promise.all([1, 2, 3].map(() => followUntil(sharing, log, () => head)));
    expect(log.fetched).toBeLessThan(600);
  });

  it('gathers full batches for one whom few events concern, and lets nothing wait at the end of the log', async () => {
    const log = new GrowingLog();
    log.grow(500);
    const sharing = new SharedReading();
    let batches = 0;
    const seen = await followUntil(sharing, log, () => log.head, {
      concerns: (stream) => stream === 's-0',
      gatherMs: 600_000,
      handle: () => Promise.resolve(void (batches += 1)),
    });
    expect(seen).toEqual(all(log.head).filter((position) => position % 5n === 0n));
    expect(batches).toBe(seen.length / 10);
  });

  it('lets nobody wait for one that hangs', async () => {
    const log = new GrowingLog();
    log.grow(200);
    const sharing = new SharedReading();
    const head = log.head;
    let release = () => undefined as void;
    const hangs = new Promise<void>((resolve) => (release = resolve));
    const stuck = followUntil(sharing, log, () => head, { handle: () => hangs });
    expect(await followUntil(sharing, log, () => head)).toEqual(all(head));
    release();
    expect(await stuck).toEqual(all(head));
  });

  it('lets nobody wait for one that cannot decode, who goes on once it can', async () => {
    const log = new GrowingLog();
    log.grow(50);
    const sharing = new SharedReading();
    const head = log.head;
    let can = false;
    const parts = log.parts(async (raws) => {
      if (!can) await pause(1);
      if (!can) throw new Error('no key at hand');
      return raws.map(decoded);
    });
    const blind = followUntil(sharing, log, () => head, { parts });
    expect(await followUntil(sharing, log, () => head)).toEqual(all(head));
    can = true;
    expect(await blind).toEqual(all(head));
  });
});
