import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import type { StoredEvent } from '#event-store';
import { makeTestRoles } from '../../../../test/parts/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/parts/postgres.js';
import { deadlineJobs } from './deadline-jobs.js';
import { migrateJobs } from './migrate-jobs.js';

const dueAt = '2030-01-01T00:00:00.000Z';

function stored(conversation: string, deadlines: unknown): StoredEvent {
  return {
    stream: `conversation-${conversation}`,
    event: { type: 'CustomerMessageReceived', at: dueAt, data: { deadlines } },
    metadata: { workspaceId: 'w1' },
  } as unknown as StoredEvent;
}

const arm = (generation: number) => ({ armed: [{ kind: 'idle', dueAt, generation }], cancelled: [] });

describe('scheduling deadlines', () => {
  let database: TestDatabase;
  let projector: Pool;
  let timekeeper: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    const roles = await makeTestRoles(database.url);
    await migrateJobs(database.url);
    projector = new Pool({ connectionString: roles.handoff_projector });
    timekeeper = new Pool({ connectionString: roles.handoff_timekeeper });
  });

  afterAll(async () => {
    await projector.end();
    await timekeeper.end();
    await database.drop();
  });

  async function apply(...events: StoredEvent[]): Promise<void> {
    const client = await projector.connect();
    try {
      await deadlineJobs.apply(events, client);
    } finally {
      client.release();
    }
  }

  it('leaves one job for a window that moves on, and none once it is cancelled', async () => {
    const jobs = async () =>
      (
        await timekeeper.query<{ key: string; run_at: Date }>(
          'select key, run_at from graphile_worker.jobs order by key',
        )
      ).rows;
    for (let generation = 1; generation <= 20; generation += 1) await apply(stored('c1', arm(generation)));
    await apply(stored('c2', arm(1)));
    expect(await jobs()).toEqual([
      { key: 'c1:idle', run_at: new Date(dueAt) },
      { key: 'c2:idle', run_at: new Date(dueAt) },
    ]);
    await apply(stored('c1', { armed: [], cancelled: ['idle'] }), stored('c2', { armed: [], cancelled: ['idle'] }));
    expect(await jobs()).toEqual([]);
  });

  it('can be migrated again without harm', async () => {
    await migrateJobs(database.url);
  });

  it('sweeps after a removed member at once, and again when no claim can race with the removal any more', async () => {
    const event = { type: 'MemberRemoved', at: dueAt, data: { memberId: 'm1' } };
    await apply({ stream: 'workspace-w1', event, metadata: { workspaceId: 'w1' } } as unknown as StoredEvent);
    const { rows } = await timekeeper.query<{ key: string; inSeconds: number }>(
      `select key, round(extract(epoch from run_at - created_at))::integer as "inSeconds"
         from graphile_worker.jobs where task_identifier = 'sweep-removed-member' order by run_at`,
    );
    expect(rows).toEqual([
      { key: 'm1:removed:0', inSeconds: 0 },
      { key: 'm1:removed:60', inSeconds: 60 },
    ]);
  });
});
