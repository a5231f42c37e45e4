import { Pool } from 'pg';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { migrate } from '../src/schema/migrate.js';

/** A migrated database of one test, with a pool for each role that works on views. */
export interface ViewsDatabase {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly projectorUrl: string;
  /** As `handoff_projector`. */
  readonly pool: Pool;
  drop(): Promise<void>;
}

export async function createViewsDatabase(): Promise<ViewsDatabase> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pool = new Pool({ connectionString: urls.handoff_projector, max: 8 });
  // A connection that ends with its database is no failure of a test.
  pool.on('error', () => undefined);
  return {
    ownerUrl: database.url,
    apiUrl: urls.handoff_api,
    projectorUrl: urls.handoff_projector,
    pool,
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}
