import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { Story } from '../../test/story.js';
import { projections } from '../registry.js';
import { beginning, moveCheckpoint, readCheckpoints } from './checkpoint.js';
import { ViewPositions } from './view-positions.js';

let database: ViewsDatabase;
let positions: ViewPositions;
const faults: unknown[] = [];

beforeEach(async () => {
  database = await createViewsDatabase();
  positions = new ViewPositions(database.pool, (error) => faults.push(error));
});

afterEach(async () => {
  await positions.stop();
  await database.drop();
  expect(faults).toEqual([]);
});

describe('reading your writes', () => {
  it('waits until the views have come that far, whether it is told or has to look', async () => {
    const { events } = new Story();
    const last = events.at(-1)!.position;
    const looking = positions.waitFor(last, 10_000);
    positions.start();
    const advanced = new Promise<bigint>((resolve) => positions.onAdvance(resolve));
    const told = positions.waitFor(last, 10_000);
    await show(database, events);
    expect(await looking).toBe(true);
    expect(await told).toBe(true);
    expect(await advanced).toBe(last);
    expect(positions.current).toBe(last);
    expect(await positions.waitFor(last, 0)).toBe(true);
  });

  it('says so when they have not come that far in time', async () => {
    positions.start();
    expect(await positions.waitFor(1n, 50)).toBe(false);
  });

  it('waits for a view that no projector has begun to fill, and for none that is no longer known', async () => {
    const { events } = new Story();
    const last = events.at(-1)!.position;
    await show(database, events);
    const owner = await database.asOwner();
    await owner.query(`insert into views.checkpoint (projection, version, position) values ('given-up', 1, 0)`);
    expect(await new ViewPositions(database.pool).waitFor(last, 50)).toBe(true);
    await owner.query(`delete from views.checkpoint where projection = 'queue'`);
    expect(await new ViewPositions(database.pool).waitFor(0n, 50)).toBe(false);
  });

  it('is told of the live views only, not of what is rebuilt beside them', async () => {
    positions.start();
    const client = await database.pool.connect();
    const side = [{ ...projections[0]!, name: `${projections[0]!.name}/rebuild` }];
    await readCheckpoints(client, side);
    await readCheckpoints(client, projections);
    await moveCheckpoint(client, side, beginning, 99n, null);
    await moveCheckpoint(client, projections, beginning, 1n, null);
    client.release();
    expect(await positions.waitFor(1n, 10_000)).toBe(true);
    expect(positions.current).toBe(1n);
  });

  it('goes on listening after its connection was cut', async () => {
    positions.start();
    const { events } = new Story();
    await show(database, events.slice(0, 4));
    expect(await positions.waitFor(events[3]!.position, 10_000)).toBe(true);
    const owner = await database.asOwner();
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen handoff_views'`,
    );
    const all = positions.waitFor(events.at(-1)!.position, 10_000);
    await show(database, events.slice(4));
    expect(await all).toBe(true);
    // The cut is the one fault there was.
    faults.splice(0);
  });
});
