import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { messagingMigrations } from '../src/schema/migrations.js';

/** A database with the messaging schema, and a pool of the role that works in it. */
export interface MessagingDatabase {
  readonly pool: Pool;
  /** Connects as the same role. */
  readonly url: string;
  drop(): Promise<void>;
}

export async function createMessagingDatabase(): Promise<MessagingDatabase> {
  const database = await createTestDatabase();
  const roles = await makeTestRoles(database.url);
  const owner = await new DataSource({
    type: 'postgres',
    url: database.url,
    migrations: [...messagingMigrations],
  }).initialize();
  await owner.runMigrations({ transaction: 'all' });
  // Effects of the tests: one row for each time a handler ran.
  await owner.query(`create table public.effect (
      n bigint generated always as identity, consumer text, event_id uuid, stream text, revision bigint);
    grant select, insert on public.effect to handoff_projector`);
  await owner.destroy();
  const pool = new Pool({ connectionString: roles.handoff_projector, max: 6 });
  pool.on('error', () => undefined);
  return {
    pool,
    url: roles.handoff_projector,
    drop: async () => {
      await pool.end();
      await database.drop();
    },
  };
}
