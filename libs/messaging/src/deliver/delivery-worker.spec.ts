import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { UnopenableField } from '#event-store';
import { createMessagingDatabase, type MessagingDatabase } from '../../test/messaging-database.js';
import { lease, postpone } from './delivery-rows.js';
import { DeliveryWorker, type DeliveryWorkerOptions } from './delivery-worker.js';
import { schedule, type NewDelivery } from './schedule.js';
import { Wakeups } from './wakeups.js';

let database: MessagingDatabase;
let wakeups: Wakeups;
let work: string;
const workers: DeliveryWorker[] = [];

beforeAll(async () => {
  database = await createMessagingDatabase();
  wakeups = new Wakeups(database.pool);
  wakeups.start();
});
afterAll(async () => {
  await wakeups.stop();
  await database.drop();
});
beforeEach(() => {
  work = `work-${randomUUID()}`;
});
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())));

const workspaceId = randomUUID();

function delivery(lane: string, change: Partial<NewDelivery> = {}): NewDelivery {
  return { work, id: randomUUID(), workspaceId, lane, target: 'web', payload: { lane }, ...change };
}

function worker(change: Partial<DeliveryWorkerOptions>): DeliveryWorker {
  const one = new DeliveryWorker({
    pool: database.pool,
    wakeups,
    work,
    concurrency: 8,
    backoffMs: [10, 10],
    perform: () => Promise.resolve({ state: 'sent', code: 'ok' }),
    ...change,
  });
  workers.push(one);
  one.start();
  return one;
}

async function states(): Promise<string[]> {
  const { rows } = await database.pool.query<{ state: string; code: string }>(
    'select state, code from messaging.delivery where work = $1 order by id',
    [work],
  );
  return rows.map(({ state, code }) => `${state} ${code}`);
}

async function settled(): Promise<string[]> {
  for (;;) {
    const all = await states();
    if (all.every((one) => !one.startsWith('waiting'))) return all;
    await pause(10);
  }
}

describe('deliveries', () => {
  it('of a lane go out in order, one after the other; lanes go beside each other', async () => {
    const seen: string[] = [];
    let most = 0;
    let now = 0;
    await schedule(
      database.pool,
      Array.from({ length: 30 }, (_, i) => delivery(`lane ${i % 3}`, { payload: { i } })),
    );
    worker({
      perform: async ({ lane, payload }) => {
        most = Math.max(most, ++now);
        await pause(2);
        now -= 1;
        seen.push(`${lane}/${String(payload.i)}`);
        return { state: 'sent', code: 'ok' };
      },
    });
    await settled();
    for (const lane of [0, 1, 2])
      expect(seen.filter((one) => one.startsWith(`lane ${lane}/`))).toEqual(
        Array.from({ length: 10 }, (_, i) => `lane ${lane}/${i * 3 + lane}`),
      );
    expect(most).toBe(3);
  });

  it('scheduled twice are one', async () => {
    const one = delivery('a');
    expect(await schedule(database.pool, [one, delivery('b')])).toBe(2);
    expect(await schedule(database.pool, [one])).toBe(0);
  });

  it('that fail are tried again, and hold back what follows in their lane until they are given up', async () => {
    await schedule(database.pool, [delivery('a', { payload: { bad: true } }), delivery('a')]);
    const tries: number[] = [];
    worker({
      perform: ({ payload, attempts }) => {
        if (payload.bad === true) tries.push(attempts);
        return Promise.resolve(
          payload.bad === true ? { state: 'again', code: 'http_503' } : { state: 'sent', code: 'ok' },
        );
      },
    });
    expect(await settled()).toEqual(['failed http_503', 'sent ok']);
    expect(tries).toEqual([0, 1, 2]);
  });

  it('are not sent again when only their recording fails', async () => {
    await schedule(database.pool, [delivery('a')]);
    let sent = 0;
    let recorded = 0;
    worker({
      perform: () => Promise.resolve({ state: 'sent', code: `ok ${++sent}` }),
      settle: () => (++recorded < 3 ? Promise.reject(new Error('the log is away')) : Promise.resolve()),
    });
    expect(await settled()).toEqual(['sent ok 1']);
    expect([sent, recorded]).toEqual([1, 3]);
  });

  it('are not counted as tried while our own parts are away', async () => {
    await schedule(database.pool, [delivery('a')]);
    let calls = 0;
    worker({
      backoffMs: [],
      perform: () => (++calls < 3 ? Promise.reject(new Error('away')) : Promise.resolve({ state: 'sent', code: 'ok' })),
    });
    expect(await settled()).toEqual(['sent ok']);
  });

  it('that can never be read are given up, and what follows them in their lane goes out', async () => {
    await schedule(database.pool, [delivery('a', { payload: { forged: true } }), delivery('a')]);
    worker({
      perform: ({ payload }) =>
        payload.forged
          ? Promise.reject(new UnopenableField('the envelope does not open'))
          : Promise.resolve({ state: 'sent', code: 'ok' }),
    });
    expect(await settled()).toEqual(['failed unreadable', 'sent ok']);
  });

  it('are held for as long as it takes, without that being counted', async () => {
    await schedule(database.pool, [delivery('a')]);
    const tries: number[] = [];
    worker({
      perform: ({ attempts }) => {
        tries.push(attempts);
        return Promise.resolve(
          tries.length < 5 ? { state: 'held', code: 'paused', afterMs: 1 } : { state: 'sent', code: 'ok' },
        );
      },
    });
    expect(await settled()).toEqual(['sent ok']);
    expect(tries).toEqual([0, 0, 0, 0, 0]);
  });

  it('are not taken from the one who has them by one who had them before', async () => {
    await schedule(database.pool, [delivery('a')]);
    const by = (owner: string) => ({ work, owner, leaseMs: 50, busy: { targets: [], workspaces: [] } });
    const [slow, quick, third] = [randomUUID(), randomUUID(), randomUUID()];
    const [late] = await lease(database.pool, by(slow), 1);
    await pause(60);
    const [taken] = await lease(database.pool, { ...by(quick), leaseMs: 10_000 }, 1);
    expect(taken?.id).toBe(late!.id);
    await postpone(database.pool, slow, late!.place, { code: 'http_503', afterMs: 0, counts: true });
    expect(await lease(database.pool, by(third), 1)).toEqual([]);
    await postpone(database.pool, quick, taken!.place, { code: 'http_503', afterMs: 0, counts: true });
    expect((await lease(database.pool, by(third), 1)).map(({ attempts }) => attempts)).toEqual([1]);
  });

  it('of one workspace wait for each other, and no other workspace waits for them', async () => {
    const [loud, quiet] = [randomUUID(), randomUUID()];
    const many = Array.from({ length: 100 }, () => delivery(randomUUID(), { workspaceId: loud }));
    await schedule(database.pool, [...many, delivery(randomUUID(), { workspaceId: quiet })]);
    const inHand = new Map<string, number>();
    let most = 0;
    const end = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    worker({
      concurrency: 20,
      perWorkspace: 4,
      perform: async ({ workspaceId: of }) => {
        inHand.set(of, (inHand.get(of) ?? 0) + 1);
        most = Math.max(most, inHand.get(loud) ?? 0);
        if (of === quiet) told.resolve();
        else await end.promise;
        inHand.set(of, inHand.get(of)! - 1);
        return { state: 'sent', code: 'ok' };
      },
    });
    await told.promise;
    expect(most).toBeLessThanOrEqual(2 * 4);
    end.resolve();
    await settled();
    expect(most).toBeLessThanOrEqual(2 * 4);
  }, 10_000);

  it('of a workspace that has nothing in hand come first where places are few', async () => {
    const loud = Array.from({ length: 6 }, () => randomUUID());
    await schedule(
      database.pool,
      loud.flatMap((of) => Array.from({ length: 20 }, () => delivery(randomUUID(), { workspaceId: of }))),
    );
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    worker({
      concurrency: 6,
      perWorkspace: 2,
      perform: async ({ workspaceId: of }) => {
        begun.push(of);
        await new Promise<void>((resolve) => ends.push(resolve));
        return { state: 'sent', code: 'ok' };
      },
    });
    while (begun.length < 6) await pause(5);
    const quiet = randomUUID();
    await schedule(database.pool, [delivery(randomUUID(), { workspaceId: quiet })]);
    await pause(50);
    ends.shift()!();
    while (begun.length < 7) await pause(5);
    // One of the six that hold nothing yet, and of those the oldest; or the quiet one. Never one that has something in hand.
    expect(begun.slice(0, 6)).not.toContain(begun[6]);
    for (let i = 0; !begun.includes(quiet) && i < 10; i += 1) {
      const before = begun.length;
      ends.shift()!();
      while (begun.length === before) await pause(5);
    }
    expect(begun).toContain(quiet);
    for (; (await states()).some((one) => one.startsWith('waiting')); await pause(5)) ends.shift()?.();
  }, 20_000);

  it('are shared by several workers, each once; those of a dead one are taken over', async () => {
    await schedule(
      database.pool,
      Array.from({ length: 60 }, (_, i) => delivery(`lane ${i % 20}`)),
    );
    await database.pool.query(
      `update messaging.delivery set leased_by = $2, leased_until = clock_timestamp() + interval '0.3 s'
       where id = (select min(id) from messaging.delivery where work = $1)`,
      [work, randomUUID()],
    );
    const sent: string[] = [];
    const perform: DeliveryWorkerOptions['perform'] = async ({ id }) => {
      sent.push(id);
      await pause(1);
      return { state: 'sent', code: 'ok' };
    };
    for (let i = 0; i < 4; i += 1) worker({ perform, leaseMs: 600 });
    await settled();
    expect([sent.length, new Set(sent).size]).toEqual([60, 60]);
  });
});
