import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createMessagingDatabase, type MessagingDatabase } from '../../test/messaging-database.js';
import { SampleLog } from '../../test/sample-log.js';
import type { PublishedEvent } from '../published/published-event.js';
import type { Handler } from './consumers.js';
import { askDeadLetters, listDeadLetters } from './dead-letters.js';
import { Effects, type EffectOptions } from './effects.js';

let database: MessagingDatabase;
let log: SampleLog;
let group: string;

beforeAll(async () => {
  database = await createMessagingDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  log = new SampleLog();
  group = `group-${randomUUID()}`;
});

const record: Handler = async (event, tx) => {
  await tx.query('insert into effect (consumer, event_id, stream, revision) values ($1, $2, $3, $4)', [
    group,
    event.eventId,
    event.stream,
    String(event.revision),
  ]);
};

function effects(change: Partial<EffectOptions> = {}): Effects {
  return new Effects({
    pool: database.pool,
    group,
    handler: record,
    missed: log.missed,
    startsAfter: -1n,
    signal: new AbortController().signal,
    attempts: 2,
    ...change,
  });
}

/** What took effect, as stream/revision in the order it did. */
async function effected(): Promise<string[]> {
  const { rows } = await database.pool.query<{ at: string }>(
    `select substr(stream, 14) || '/' || revision as at from effect where consumer = $1 order by n`,
    [group],
  );
  return rows.map(({ at }) => at);
}

const failingOn =
  (poison: () => PublishedEvent | undefined): Handler =>
  async (event, tx) => {
    await record(event, tx);
    if (event.eventId === poison()?.eventId) throw new TypeError('with a name in it: Ada');
  };

describe('the effects of a group', () => {
  it('happen once however often and in whatever order events arrive', async () => {
    const events = Array.from({ length: 60 }, (_, i) => log.add(`c${i % 4}`));
    const shuffled = [...events, ...events, ...events].sort((a, b) => (a.eventId + a.type < b.eventId ? 1 : -1));
    const [one, two] = [effects(), effects()];
    for (let i = 0; i < shuffled.length; i += 17)
      await Promise.all([one.apply(shuffled.slice(i, i + 17)), two.apply(shuffled.slice(i + 5, i + 20))]);
    const seen = await effected();
    expect(seen).toHaveLength(60);
    for (const c of ['c0', 'c1', 'c2', 'c3'])
      expect(seen.filter((at) => at.startsWith(c))).toEqual(Array.from({ length: 15 }, (_, r) => `${c}/${r}`));
  });

  it('wait for what is missing, which is fetched from the log', async () => {
    log.add('a');
    log.add('a');
    await effects().apply([log.add('a')]);
    expect(await effected()).toEqual(['a/0', 'a/1', 'a/2']);
  });

  it('follow the order of the log among the streams of a batch', async () => {
    const events = ['a', 'b', 'a', 'c', 'b'].map((c) => log.add(c));
    await effects().apply([...events].reverse());
    expect(await effected()).toEqual(['a/0', 'b/0', 'a/1', 'c/0', 'b/1']);
  });

  it('leave out what lies before the group’s beginning', async () => {
    const [first, second] = [log.add('a'), log.add('a')];
    await effects({ startsAfter: first.position }).apply([first, second]);
    expect(await effected()).toEqual(['a/1']);
  });

  it('are undone with the transaction when a handler fails, whose stream is parked after some tries; others go on', async () => {
    const events = ['a', 'b', 'a', 'b', 'a'].map((c) => log.add(c));
    const told: string[] = [];
    await effects({
      handler: failingOn(() => events[2]),
      onDeadLetter: (event, problem, attempts) => {
        told.push(`${event.stream}/${event.revision} ${problem.split(' ')[0]} ${attempts}`);
        return Promise.resolve();
      },
    }).apply(events);
    expect(await effected()).toEqual(['a/0', 'b/0', 'b/1']);
    expect(told).toEqual(['conversation-a/1 TypeError 2']);
    const letters = await listDeadLetters(database.pool, group);
    expect(letters).toMatchObject([{ stream: 'conversation-a', revision: 1n, eventType: 'Renotified', attempts: 2 }]);
    expect(
      JSON.stringify(letters, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('Ada');
  });

  it('go on in a parked stream when an operator asks to try again, with everything that came meanwhile', async () => {
    let poison: PublishedEvent | undefined = log.add('a');
    const group = effects({ handler: failingOn(() => poison) });
    await group.apply([poison]);
    await group.apply([log.add('a'), log.add('b')]);
    log.add('a');
    expect(await effected()).toEqual(['b/0']);
    poison = undefined;
    expect(await askAll('retry')).toBe(1);
    await group.resumeAsked();
    expect(await effected()).toEqual(['b/0', 'a/0', 'a/1', 'a/2']);
    expect(await letters()).toEqual([]);
  });

  it('leave an event out for good when an operator asks to skip it', async () => {
    const poison = log.add('a');
    const group = effects({ handler: failingOn(() => poison) });
    await group.apply([poison, log.add('a')]);
    await askAll('skip');
    await group.resumeAsked();
    expect(await effected()).toEqual(['a/1']);
    expect(await letters()).toEqual([]);
  });

  it('stop again where trying again fails again', async () => {
    const poison = log.add('a');
    const group = effects({ handler: failingOn(() => poison) });
    await group.apply([poison]);
    await askAll('retry');
    await group.resumeAsked();
    expect(await letters()).toMatchObject([{ revision: 0n, asked: null }]);
  });

  it('pass over types that this program does not know, and stop at newer versions of those it does', async () => {
    await effects().apply([
      log.add('a', { type: 'OfTomorrow' }),
      log.add('a'),
      log.add('b', { version: 2 }),
      log.add('b'),
    ]);
    expect(await effected()).toEqual(['a/1']);
    expect(await letters()).toMatchObject([
      { stream: 'conversation-b', revision: 0n, problem: expect.stringContaining('newer') as unknown },
    ]);
  });

  it('stop at an event whose predecessors are gone from the log', async () => {
    await effects().apply([log.add('a', { revision: 5n }), log.add('b')]);
    expect(await effected()).toEqual(['b/0']);
    expect(await letters()).toMatchObject([{ stream: 'conversation-a', revision: 5n }]);
  });

  it('are given up when a handler does not come back, and the connection it holds with it', async () => {
    const never: Handler = () => new Promise(() => undefined);
    await effects({ handler: never, handlerLimitMs: 50, attempts: 1 }).apply([log.add('a')]);
    expect(await letters()).toMatchObject([{ stream: 'conversation-a', problem: 'the handler took more than 50 ms' }]);
  });

  it('are tried again by the caller when Postgres itself is the trouble', async () => {
    const event = log.add('a');
    const cut: Handler = async (_event, tx) => {
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    };
    await expect(effects({ handler: cut }).apply([event])).rejects.toThrow();
    expect(await letters()).toEqual([]);
    await effects().apply([event]);
    expect(await effected()).toEqual(['a/0']);
  });
});

const letters = () => listDeadLetters(database.pool, group);
const askAll = (wish: 'retry' | 'skip') => askDeadLetters(database.pool, wish, { group });
