import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { enableRowSecurity, withWorkspace } from './index.js';

let database: TestDatabase;
let api: DataSource;
let projector: DataSource;
const [mine, theirs] = [randomUUID(), randomUUID()];

async function connect(url: string): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, extra: { max: 2 } }).initialize();
}

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = await connect(database.url);
  const [urls] = await Promise.all([1, 2, 3, 4, 5].map(() => makeTestRoles(database.url)));
  await owner.query(`create table queue (workspace_id uuid not null, title text);
    ${enableRowSecurity('queue')}
    create view titles with (security_invoker = true) as select title from queue;
    grant select, insert, update, delete on queue to handoff_api, handoff_projector;
    grant select on titles to handoff_api;`);
  await owner.destroy();
  api = await connect(urls!.handoff_api);
  projector = await connect(urls!.handoff_projector);
  await projector.query(`insert into queue values ($1, 'mine'), ($2, 'theirs')`, [mine, theirs]);
});

afterAll(async () => {
  await api.destroy();
  await projector.destroy();
  await database.drop();
});

describe('the rows of a workspace', () => {
  it('are all that the API sees, however wrong its query', async () => {
    const rows = (sql: string) => withWorkspace(api, mine, (manager) => manager.query<unknown[]>(sql));
    expect(await rows('select title from queue')).toEqual([{ title: 'mine' }]);
    expect(await rows(`select title from queue where workspace_id = '${theirs}' or true`)).toEqual([{ title: 'mine' }]);
    expect(await rows('select title from titles')).toEqual([{ title: 'mine' }]);
  });

  it('are all that the API can write', async () => {
    await expect(
      withWorkspace(api, mine, (manager) => manager.query(`insert into queue values ('${theirs}', 'smuggled')`)),
    ).rejects.toThrow(/row-level security/);
    await withWorkspace(api, mine, (manager) =>
      manager.query(`update queue set title = 'changed' where title = 'theirs'`),
    );
    expect(await projector.query('select title from queue where workspace_id = $1', [theirs])).toEqual([
      { title: 'theirs' },
    ]);
  });

  it('are not seen without a workspace, also not on a connection that had one before', async () => {
    for (let i = 0; i < 5; i++) {
      await withWorkspace(api, mine, (manager) => manager.query('select 1'));
      expect(await api.query('select title from queue')).toEqual([]);
    }
  });

  it('do not mix when many ask at once over few connections', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        withWorkspace(api, i % 2 ? mine : theirs, async (manager) => {
          await manager.query('select pg_sleep(0.001)');
          return manager.query<{ title: string }[]>('select title from queue');
        }),
      ),
    );
    answers.forEach((rows, i) => expect(rows).toEqual([{ title: i % 2 ? 'mine' : 'theirs' }]));
  });

  it('are all seen by the projector, which serves every workspace', async () => {
    expect(await projector.query('select title from queue order by title')).toHaveLength(2);
  });

  it('are not to be had under an id that is none', async () => {
    await expect(withWorkspace(api, `${mine}'`, () => Promise.resolve())).rejects.toThrow(/not the id/);
  });
});

describe('the roles of the database', () => {
  it('have no right that is not granted', async () => {
    const rows = await projector.query<unknown[]>(
      `select rolname from pg_roles where rolname like 'handoff%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
    );
    expect(rows).toEqual([]);
  });
});
