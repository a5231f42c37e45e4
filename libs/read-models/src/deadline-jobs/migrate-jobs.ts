import { jobsRole } from '#access';
import { runMigrations } from 'graphile-worker';
import { Pool } from 'pg';

/**
 * The tables of graphile-worker, in a schema that belongs to `handoff_jobs`. The projector and the timekeeper are members of that role:
 * graphile-worker keeps everybody but the owner away from its rows.
 *
 * @param ownerUrl PostgreSQL as the owner of the database, after the roles were made
 */
export async function migrateJobs(ownerUrl: string): Promise<void> {
  const owner = new Pool({ connectionString: ownerUrl, max: 1 });
  const asJobs = new URL(ownerUrl);
  asJobs.searchParams.set('options', `-c role=${jobsRole}`);
  try {
    const database = await nameOf(owner);
    await owner.query(`grant create on database ${database} to ${jobsRole}`);
    await runMigrations({ connectionString: asJobs.href });
    await owner.query(`revoke create on database ${database} from ${jobsRole}`);
  } finally {
    await owner.end();
  }
}

async function nameOf(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>('select quote_ident(current_database()) as name');
  return rows[0]!.name;
}
