import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { migrate } from '../src/schema/migrate.js';

/** A migrated database of one test, with what each role that works on views connects by. */
export interface ViewsDatabase {
  /** As `handoff_projector`. */
  readonly pool: Pool;
  /** As `handoff_api`. */
  readonly api: DataSource;
  /** As the owner of the schema. */
  asOwner(): Promise<DataSource>;
  drop(): Promise<void>;
}

export async function createViewsDatabase(): Promise<ViewsDatabase> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pool = new Pool({ connectionString: urls.handoff_projector, max: 8 });
  const api = await new DataSource({ type: 'postgres', url: urls.handoff_api }).initialize();
  const owners: DataSource[] = [];
  return {
    pool,
    api,
    async asOwner() {
      const owner = await new DataSource({ type: 'postgres', url: database.url }).initialize();
      owners.push(owner);
      return owner;
    },
    async drop() {
      await Promise.all([pool.end(), ...[api, ...owners].map((source) => source.destroy())]);
      await database.drop();
    },
  };
}
