import { runMigrations } from 'graphile-worker';
import { Pool } from 'pg';

/**
 * The tables of graphile-worker, in a schema that belongs to the role `handoff_jobs`. The projector and the timekeeper are members of
 * it: graphile-worker keeps everybody but the owner away from its rows.
 *
 * @param ownerUrl PostgreSQL as the owner of the database
 */
export async function migrateJobs(ownerUrl: string): Promise<void> {
  const pool = new Pool({ connectionString: ownerUrl, max: 1, options: '-c role=handoff_jobs' });
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}
