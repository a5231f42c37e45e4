import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** The roles that our processes log in as; the owner of the schema is another, used for migrations only. */
export const databaseRoles = [
  'handoff_api',
  'handoff_projector',
  'handoff_ledger',
  'handoff_keys',
  'handoff_timekeeper',
] as const;

/**
 * Nobody logs in as this one: it owns the durable jobs, whose tables let only their owner in. Who schedules and who runs them are
 * its members.
 */
export const jobsRole = 'handoff_jobs';

export type DatabaseRole = (typeof databaseRoles)[number];

/** Somebody else made or changed the same role at the same moment: unique_violation, duplicate_object, and XX000, a tuple changed. */
const collisions = ['23505', '42710', 'XX000'];

/**
 * Makes the roles that are missing, with no right beyond what migrations grant them, and sets the passwords that are given: a
 * password given again is changed. Where only a database administrator may make roles, they make them beforehand, and this finds
 * nothing to do. Roles belong to the whole server; several may call it at once, also from different databases.
 *
 * @param owner connected as a role that may create roles
 */
export async function ensureDatabaseRoles(
  owner: DataSource,
  passwords: Readonly<Partial<Record<DatabaseRole, string>>> = {},
): Promise<void> {
  // No lock reaches across databases, so a collision is met by trying again.
  for (let attempt = 1; ; attempt++) {
    try {
      await makeRoles(owner, passwords);
      return;
    } catch (error) {
      if (attempt === 20 || !collisions.includes((error as { code?: string }).code ?? '')) throw error;
      await sleep(attempt * 5 * Math.random());
    }
  }
}

async function makeRoles(owner: DataSource, passwords: Readonly<Partial<Record<DatabaseRole, string>>>): Promise<void> {
  await owner.transaction(async (manager) => {
    const found = await manager.query<{ rolname: string }[]>('select rolname from pg_roles where rolname = any($1)', [
      [...databaseRoles, jobsRole],
    ]);
    const missing = (role: string) => !found.some((row) => row.rolname === role);
    for (const role of [...databaseRoles, jobsRole])
      if (missing(role))
        await manager.query(
          `create role ${role} nologin nosuperuser nocreatedb nocreaterole nobypassrls noreplication`,
        );
    if (missing(jobsRole))
      await manager.query(`grant ${jobsRole} to handoff_projector, handoff_timekeeper, current_user`);
    for (const role of databaseRoles) {
      const password = passwords[role];
      if (password === undefined) continue;
      // A utility statement takes no parameters: the server itself quotes the text.
      const [row] = await manager.query<{ statement: string }[]>(
        `select format('alter role %I login password %L', $1::text, $2::text) as statement`,
        [role, password],
      );
      await manager.query(row!.statement);
    }
  });
}

/** The connection string of a role, for the server and database of another one's. */
export function roleUrl(url: string, role: DatabaseRole, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
}
