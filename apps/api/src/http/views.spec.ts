import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { EventStoreDB } from '#event-store';
import { KeepSealed } from '#messaging';
import { Cursors, migrate, projections, queueCount, timelinePage, ViewPositions } from '#read-models';
import { makeTestRoles } from '../../../../test/parts/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/parts/postgres.js';
import type { Caller } from './caller.js';
import { FairShare } from './fair-share.js';
import { Past } from './past.js';
import { Views } from './views.js';

const workspaceId = randomUUID();
let database: TestDatabase;
let source: DataSource;
let listener: Pool;
let owner: Pool;
let store: EventStoreDB;
let views: Views;

beforeAll(async () => {
  database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  owner = new Pool({ connectionString: database.url, max: 1 });
  for (const { name, version } of projections)
    await owner.query('insert into views.checkpoint (projection, version, position) values ($1, $2, 40)', [
      name,
      version,
    ]);
  await owner.query(`update views.checkpoint set version = version + 1, position = 30 where projection = 'queue'`);
  source = await new DataSource({ type: 'postgres', url: urls.handoff_api }).initialize();
  listener = new Pool({ connectionString: urls.handoff_api, max: 1 });
  // Nothing of this is asked of the log.
  store = new EventStoreDB({ connectionString: 'esdb://127.0.0.1:1?tls=false', sealer: new KeepSealed() });
  views = new Views(source, new ViewPositions(listener), new Cursors(randomBytes(32)), 5_000, new Past(store));
});

afterAll(async () => {
  await store.close();
  await source.destroy();
  await Promise.all([listener.end(), owner.end()]);
  await database.drop();
});

describe('a view that waits to be folded anew', () => {
  const caller = { workspaceId, after: undefined };

  it('is not shown as if it had come to the position that was asked for', async () => {
    await expect(views.read(caller, { after: '40' }, queueCount)).rejects.toMatchObject({
      status: 504,
      code: 'view_behind',
      facts: { wanted: '40', reached: '30', view: 'queue' },
    });
  });

  it('is shown up to where it is, and without a position', async () => {
    expect(await views.read(caller, { after: '30' }, queueCount)).toBe(0);
    expect(await views.read(caller, {}, queueCount)).toBe(0);
  });

  it('keeps nobody from the others', async () => {
    const page = await views.read({ workspaceId, after: '40' }, {}, (reader) => timelinePage(reader, 'c'));
    expect(page.items).toEqual([]);
  });
});

describe('who waits for a view', () => {
  it('holds up none of their own requests meanwhile', async () => {
    const share = new FairShare();
    const [reading, claiming] = [new EventEmitter(), new EventEmitter()] as unknown as [ServerResponse, ServerResponse];
    const one = { atOnce: 1, waiting: 10 };
    expect(share.begin('ada', one, reading)).toBe(true);
    const aside: Caller['aside'] = (wait) => share.aside(reading, wait);
    const read = views.read({ workspaceId, after: '41', aside }, {}, (reader) => timelinePage(reader, 'c'));
    const turn = share.begin('ada', one, claiming);
    expect(await Promise.race([turn, read.then(() => 'the views came first')])).toBe(true);
    await owner.query(`update views.checkpoint set position = 41 where projection <> 'queue'`);
    share.done(claiming);
    expect((await read).items).toEqual([]);
  });
});
