import { DataSource } from 'typeorm';
import { Pool } from 'pg';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { personalDataMigrations } from '../src/schema/migrations.js';

/** A database with the key store's schema, seen through the key store's own role. */
export interface KeyDatabase {
  readonly pool: Pool;
  close(): Promise<void>;
}

const password = 'for-tests-only';

export async function openKeyDatabase(): Promise<KeyDatabase> {
  const database = await createTestDatabase();
  const owner = new DataSource({ type: 'postgres', url: database.url, migrations: personalDataMigrations });
  await owner.initialize();
  // Roles belong to the whole server: other tests may be making the same one at this moment.
  await owner.query(`do $$ begin
    perform pg_advisory_xact_lock(7014);
    if to_regrole('handoff_keys') is null then create role handoff_keys; end if;
    alter role handoff_keys login password '${password}';
  end $$`);
  await owner.runMigrations({ transaction: 'each' });
  await owner.destroy();
  const url = new URL(database.url);
  url.username = 'handoff_keys';
  url.password = password;
  const pool = new Pool({ connectionString: url.href });
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
