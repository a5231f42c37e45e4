import type { DataSource } from 'typeorm';
import { migrations } from './migrations.js';

/** The database and this program do not belong together. The message is one sentence for an operator. */
export class SchemaMismatch extends Error {
  override readonly name = 'SchemaMismatch';

  static newer({ version, unknown }: SchemaVersion): SchemaMismatch {
    return new SchemaMismatch(
      `The database was made by a newer Handoff (schema ${version}, with ${unknown.join(', ')}); this one knows schema ` +
        `${knownVersion}: start the newer program, or restore an older database.`,
    );
  }

  static older({ version, missing }: SchemaVersion): SchemaMismatch {
    return new SchemaMismatch(
      `The database has schema ${version}, this program needs ${knownVersion} (missing: ${missing.join(', ')}): ` +
        'run "handoffctl migrate".',
    );
  }
}

export interface SchemaVersion {
  /** The last migration that ran; `none` for an empty database. */
  readonly version: string;
  /** What ran and this program does not know; what this program knows and did not run. */
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

const known = migrations.map(nameOf).sort((a, b) => timeOf(a) - timeOf(b));

/** The version this program was written for. */
export const knownVersion = known.at(-1) ?? 'none';

/** The version of a database's schema, read as any role. */
export async function readVersion(dataSource: DataSource): Promise<SchemaVersion> {
  const [table] = await dataSource.query<{ there: boolean }[]>(
    `select to_regclass('public.migrations') is not null as there`,
  );
  const rows = table?.there
    ? await dataSource.query<{ name: string }[]>('select name from public.migrations order by timestamp, id')
    : [];
  const ran = rows.map(({ name }) => name);
  return {
    version: ran.at(-1) ?? 'none',
    unknown: ran.filter((name) => !known.includes(name)),
    missing: known.filter((name) => !ran.includes(name)),
  };
}

/**
 * A process is not ready unless the schema is its own.
 * @throws SchemaMismatch
 */
export async function assertSchema(dataSource: DataSource): Promise<void> {
  const found = await readVersion(dataSource);
  if (found.unknown.length > 0) throw SchemaMismatch.newer(found);
  if (found.missing.length > 0) throw SchemaMismatch.older(found);
}

/** As TypeORM names a migration. */
function nameOf(migration: new () => { readonly name?: string }): string {
  return new migration().name ?? migration.name;
}

function timeOf(name: string): number {
  return Number(name.slice(-13));
}
