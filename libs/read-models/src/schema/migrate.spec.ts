import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../../test/parts/postgres.js';
import { dropWhenAlone } from '../../test/database.js';
import { views } from '../registry.js';
import { columnName, columnsOf } from '../view/table.js';
import { migrate } from './migrate.js';
import { SchemaMismatch, assertSchema, knownVersion, readVersion } from './schema-version.js';

let database: TestDatabase;
let owner: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  owner = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});

afterEach(async () => {
  await owner.destroy();
  await dropWhenAlone(database);
});

describe('the schema', () => {
  it('is made by any number of processes at once, and made once', async () => {
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    expect(await readVersion(owner)).toEqual({ version: knownVersion, unknown: [], missing: [] });
    await assertSchema(owner);
    expect(await migrate(database.url)).toBe(knownVersion);
  });

  it('is not ready while it is older, and says what to do', async () => {
    await expect(assertSchema(owner)).rejects.toThrow(/database has schema none, .*run "handoffctl migrate"/);
  });

  it('of a newer program is refused in one sentence, and nothing is changed', async () => {
    await migrate(database.url);
    await owner.query(`insert into public.migrations (timestamp, name) values (1900000000000, 'Later1900000000000')`);
    await owner.query('drop table views.queue');
    const refusal =
      /^The database was made by a newer Handoff \(schema Later1900000000000, .*\); this one knows .*: start the newer program.*\.$/;
    await expect(migrate(database.url)).rejects.toThrow(refusal);
    await expect(migrate(database.url)).rejects.toBeInstanceOf(SchemaMismatch);
    await expect(assertSchema(owner)).rejects.toThrow(refusal);
    expect(await owner.query(`select to_regclass('views.queue') as queue`)).toEqual([{ queue: null }]);
  });

  it('has for every view the columns the view says', async () => {
    await migrate(database.url);
    for (const { table } of views) {
      const found = await owner.query<{ name: string; type: string }[]>(
        `select quote_ident(column_name) as name, replace(data_type, 'timestamp with time zone', 'timestamptz') as type
         from information_schema.columns where table_schema = 'views' and table_name = $1 order by ordinal_position`,
        [table.name],
      );
      const names = found.map(({ name, type }) => [name.replaceAll('"', ''), type]);
      expect([table.name, names]).toEqual([
        table.name,
        columnsOf(table).map(([property, type]) => [columnName(property).replaceAll('"', ''), type]),
      ]);
    }
  });

  it('walls every table of workspaces off, also from its owner', async () => {
    await migrate(database.url);
    const open = await owner.query<{ name: string }[]>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'views' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`,
    );
    expect(open.map(({ name }) => name).sort()).toEqual(['views.checkpoint', 'views.parked_stream']);
  });
});
