import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { openPool } from './index.js';

let database: TestDatabase;
let pool: Pool;
let told: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  told = [];
  pool = openPool(database.url, { max: 2 }, (what) => told.push(what));
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const pidOf = async (client: Pick<Pool, 'query'>) =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;

describe('a connection that breaks', () => {
  it('while it is in use is the failure of its next query alone', async () => {
    const client = await pool.connect();
    const pid = await pidOf(client);
    // What is heard by nobody ends the process: this one is heard before anybody here listens.
    expect(client.listenerCount('error')).toBeGreaterThan(0);
    const gone = new Promise<void>((resolve) => client.once('end', resolve));
    await pool.query('select pg_terminate_backend($1)', [pid]);
    await gone;
    await expect(client.query('select 1')).rejects.toThrow();
    client.release();
    expect(await pidOf(pool)).not.toBe(pid);
  });

  it('while it is idle is told, and replaced', async () => {
    const [one, two] = [await pool.connect(), await pool.connect()];
    const pid = await pidOf(one);
    one.release();
    const removed = new Promise<unknown>((resolve) => pool.once('remove', resolve));
    await two.query('select pg_terminate_backend($1)', [pid]);
    await removed;
    two.release();
    expect(told).toEqual(['idle connection']);
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
