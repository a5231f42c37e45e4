import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { openPool } from '#access';
import { SystemClock, type ConversationHints } from '#commands';
import { deadlineTask, migrate, removedMemberTask } from '#read-models';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { Timekeeper } from './timekeeper.js';

let database: TestDatabase;
let owner: Pool;
let pool: Pool;
let timekeeper: Timekeeper;
let told: string[];

/** Everything that one asks of the domain fails, as it would with a bug in it. */
const broken = () => Promise.reject(new Error('there is a bug'));

beforeEach(async () => {
  database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  owner = new Pool({ connectionString: database.url, max: 1 });
  pool = openPool(urls.handoff_timekeeper, { max: 4 }, () => undefined);
  told = [];
  timekeeper = new Timekeeper({
    pool,
    commands: { execute: broken } as unknown as CommandBus,
    hints: { assignedTo: broken } as unknown as ConversationHints,
    clock: new SystemClock(),
    onFault: (what, error) => told.push(`${what}: ${(error as Error).message}`),
  });
});

afterEach(async () => {
  await timekeeper.stop();
  await Promise.all([pool.end(), owner.end()]);
  await database.drop();
});

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await done());)
    if (Date.now() > end) throw new Error(`it did not come: ${told.join()}`);
    else await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a job that fails', () => {
  it.each([
    [deadlineTask, 'firing a deadline', { conversationId: randomUUID(), kind: 'idle', generation: 1 }],
    [removedMemberTask, 'releasing what a removed member had', { memberId: 'ada' }],
  ])('is told, and kept to be tried again: %s', async (task, what, payload) => {
    const due = { workspaceId: randomUUID(), dueAt: new Date(0).toISOString(), ...payload };
    await owner.query('select graphile_worker.add_job($1, $2::json)', [task, JSON.stringify(due)]);
    timekeeper.start();
    await until(() => told.length > 0);
    expect(told).toEqual([`${what}: there is a bug`]);
    await until(async () => {
      const { rows } = await owner.query<{ attempts: number; locked_at: Date | null }>(
        'select attempts, locked_at from graphile_worker.jobs',
      );
      return rows.length === 1 && rows[0]!.attempts === 1 && rows[0]!.locked_at === null;
    });
  });
});
