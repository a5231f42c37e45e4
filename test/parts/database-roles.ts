import { DataSource } from 'typeorm';
import { databaseRoles, ensureDatabaseRoles, roleUrl, type DatabaseRole } from '#access';

/** Roles belong to the whole server, which all tests of a run share: so all of them give the same password. */
const password = 'for-tests-only';

/** Makes the roles of our processes in the server of a test database, and says how each of them connects to it. */
export async function makeTestRoles(url: string): Promise<Record<DatabaseRole, string>> {
  const owner = await new DataSource({ type: 'postgres', url }).initialize();
  try {
    await ensureDatabaseRoles(owner, Object.fromEntries(databaseRoles.map((role) => [role, password])));
  } finally {
    await owner.destroy();
  }
  return Object.fromEntries(databaseRoles.map((role) => [role, roleUrl(url, role, password)])) as Record<
    DatabaseRole,
    string
  >;
}
