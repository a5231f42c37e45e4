import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { createViewsDatabase, type ViewsDatabase } from '../../test/database.js';
import { projections } from '../registry.js';
import { askingBy, beginning, CheckpointMoved, moveCheckpoint, readCheckpoints, readStanding } from './checkpoint.js';
import { transaction } from './commit-batch.js';

let database: ViewsDatabase;
let first: PoolClient;
let second: PoolClient;

beforeEach(async () => {
  database = await createViewsDatabase();
  [first, second] = [await database.pool.connect(), await database.pool.connect()];
  await readCheckpoints(first, projections);
});

afterEach(async () => {
  first.release();
  second.release();
  await database.drop();
});

const standing = async () => (await readStanding(askingBy(first), projections)).position;

describe('the checkpoint', () => {
  it('is moved by one of two projectors that stand at the same place, and the other keeps nothing of its batch', async () => {
    let late: Promise<unknown> | undefined;
    await transaction(first, async () => {
      await moveCheckpoint(first, projections, beginning, 7n, null);
      late = transaction(second, async () => {
        await second.query('create table if not exists pg_temp.kept (n integer)');
        await moveCheckpoint(second, projections, beginning, 9n, null);
      }).catch((error: unknown) => error);
    });
    expect(await late).toBeInstanceOf(CheckpointMoved);
    expect(await standing()).toBe(7n);
    expect((await second.query(`select to_regclass('pg_temp.kept') as kept`)).rows).toEqual([{ kept: null }]);
  });

  it('is not moved by a program that folds one of the views in another way', async () => {
    await moveCheckpoint(first, projections, beginning, 7n, null);
    const older = projections.map((one) => (one.name === 'queue' ? { ...one, version: one.version - 1 } : one));
    const moved = transaction(second, () => moveCheckpoint(second, older, 7n, 9n, null));
    await expect(moved).rejects.toBeInstanceOf(CheckpointMoved);
    expect(await standing()).toBe(7n);
  });
});
