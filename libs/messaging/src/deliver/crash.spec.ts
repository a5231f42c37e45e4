import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createMessagingDatabase, type MessagingDatabase } from '../../test/messaging-database.js';
import { DeliveryWorker } from './delivery-worker.js';
import { schedule } from './schedule.js';
import { Wakeups } from './wakeups.js';

let database: MessagingDatabase;

beforeAll(async () => {
  database = await createMessagingDatabase();
});
afterAll(() => database.drop());

const never = new Promise<never>(() => undefined);
const leaseMs = 400;

/** Where a process dies: nothing it would have done from there on happens, neither here nor in the database. */
const points = ['before it is sent', 'after it is sent', 'before it is recorded', 'after it is recorded'] as const;

describe('a worker that dies', () => {
  it.each(points)(
    '%s leaves a delivery that another one completes: inside once, outside at most one more',
    async (point) => {
      const work = `work-${randomUUID()}`;
      const ids = [randomUUID(), randomUUID()];
      const wakeups = new Wakeups(database.pool);
      const life = { dead: false };
      const mortal = {
        query: (...given: unknown[]) =>
          life.dead ? never : (database.pool.query as (...given: unknown[]) => unknown)(...given),
      } as unknown as Pool;
      const sent: string[] = [];
      const recorded = new Map<string, number>();
      const make = (pool: Pool, dies: boolean) => {
        const die = (at: (typeof points)[number], id: string) => {
          if (dies && at === point && id === ids[0]) life.dead = true;
          return dies && life.dead;
        };
        return new DeliveryWorker({
          ...{ pool, wakeups, work, leaseMs, concurrency: 1, backoffMs: [] },
          perform: ({ id }) => {
            if (die('before it is sent', id)) return never;
            sent.push(id);
            return die('after it is sent', id) ? never : Promise.resolve({ state: 'sent', code: 'ok' });
          },
          settle: ({ id }) => {
            if (die('before it is recorded', id)) return never;
            recorded.set(id, (recorded.get(id) ?? 0) + 1);
            return die('after it is recorded', id) ? never : Promise.resolve();
          },
        });
      };
      await schedule(
        database.pool,
        ids.map((id) => ({ work, id, workspaceId: randomUUID(), lane: 'one', target: 'web', payload: {} })),
      );
      const dying = make(mortal, true);
      dying.start();
      while (!life.dead) await pause(5);
      const heir = make(database.pool, false);
      heir.start();
      for (let left = 1; left > 0; await pause(20)) {
        const { rows } = await database.pool.query<{ left: number }>(
          `select count(*)::int as left from messaging.delivery where work = $1 and state = 'waiting'`,
          [work],
        );
        left = rows[0]!.left;
      }
      await heir.stop();
      // Never done, since what it had in hand never ends; but it looks for nothing more.
      void dying.stop();
      // The second of the lane never overtook the first; the first went out again only where nobody could know that it had.
      const twice = point === 'after it is sent';
      expect(sent).toEqual(twice ? [ids[0], ids[0], ids[1]] : ids);
      // Recorded again, it is the same command: by its id the log has it once.
      expect([...recorded.keys()]).toEqual(ids);
      expect(recorded.get(ids[0]!)).toBe(point === 'after it is recorded' ? 2 : 1);
    },
  );
});
