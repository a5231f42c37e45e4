import { ensureDatabaseRoles } from '#access';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrateJobs } from '../deadline-jobs/migrate-jobs.js';
import { migrations } from './migrations.js';
import { SchemaMismatch, knownVersion, readVersion } from './schema-version.js';

/** Whoever migrates takes this lock first; the number only has to be the same everywhere. */
const migrationLock = 7_095_132;

/**
 * Brings a database to this program's schema: the one ordered runner of all libs' migrations, all of them or none. Any number of
 * processes may call it at once; it makes the roles of the database where they are missing.
 *
 * @param ownerUrl PostgreSQL as the owner of the schema
 * @returns the schema's version
 * @throws SchemaMismatch when the database is of a newer program; nothing is changed then
 */
export async function migrate(ownerUrl: string): Promise<string> {
  const owner = await new DataSource({ ...ownerOptions(ownerUrl), migrations }).initialize();
  const runner = owner.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [migrationLock]);
    const found = await readVersion(owner);
    if (found.unknown.length > 0) throw SchemaMismatch.newer(found);
    await ensureDatabaseRoles(owner);
    await owner.runMigrations({ transaction: 'all' });
    await migrateJobs(ownerUrl);
    return knownVersion;
  } finally {
    // The lock belongs to the connection and ends with it.
    await runner.release();
    await owner.destroy();
  }
}

function ownerOptions(url: string): DataSourceOptions {
  return { type: 'postgres', url, synchronize: false, applicationName: 'handoff migrate' };
}
