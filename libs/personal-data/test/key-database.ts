import { DataSource } from 'typeorm';
import { Pool } from 'pg';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { personalDataMigrations } from '../src/schema/migrations.js';

/** A database with the key store's schema, seen through the key store's own role. */
export interface KeyDatabase {
  readonly pool: Pool;
  close(): Promise<void>;
}

export async function openKeyDatabase(): Promise<KeyDatabase> {
  const database = await createTestDatabase();
  const { handoff_keys } = await makeTestRoles(database.url);
  const owner = new DataSource({ type: 'postgres', url: database.url, migrations: personalDataMigrations });
  await owner.initialize();
  await owner.runMigrations({ transaction: 'each' });
  await owner.destroy();
  const pool = new Pool({ connectionString: handoff_keys });
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
