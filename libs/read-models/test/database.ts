import { withWorkspace } from '#access';
import type { StoredEvent } from '#event-store';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { Cursors } from '../src/page/cursors.js';
import type { Reader } from '../src/page/reader.js';
import { askingBy, readCheckpoints, readStanding } from '../src/projector/checkpoint.js';
import { commitBatch } from '../src/projector/commit-batch.js';
import { projections } from '../src/registry.js';
import { migrate } from '../src/schema/migrate.js';

/** A migrated database of one test, with what each role that works on views connects by. */
export interface ViewsDatabase {
  readonly ownerUrl: string;
  /** As `handoff_projector`. */
  readonly pool: Pool;
  /** As `handoff_ledger`. */
  readonly ledger: Pool;
  /** As `handoff_api`. */
  readonly api: DataSource;
  readonly apiUrl: string;
  /** As the owner of the schema. */
  asOwner(): Promise<DataSource>;
  drop(): Promise<void>;
}

export async function createViewsDatabase(): Promise<ViewsDatabase> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pool = new Pool({ connectionString: urls.handoff_projector, max: 8 });
  const ledger = new Pool({ connectionString: urls.handoff_ledger, max: 4 });
  const api = await new DataSource({ type: 'postgres', url: urls.handoff_api }).initialize();
  const owners: DataSource[] = [];
  return {
    ownerUrl: database.url,
    pool,
    ledger,
    api,
    apiUrl: urls.handoff_api,
    async asOwner() {
      const owner = await new DataSource({ type: 'postgres', url: database.url }).initialize();
      owners.push(owner);
      return owner;
    },
    async drop() {
      await Promise.all([pool.end(), ledger.end(), ...[api, ...owners].map((source) => source.destroy())]);
      await dropWhenAlone(database);
    },
  };
}

/** Connections that were closed take a moment to end; one that is cut meanwhile fails whatever test runs then. */
export async function dropWhenAlone(database: TestDatabase): Promise<void> {
  const server = new URL(database.url);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href });
  await client.connect();
  const others = 'select count(*)::integer as count from pg_stat_activity where datname = $1';
  for (const until = Date.now() + 5_000; Date.now() < until;) {
    const { rows } = await client.query<{ count: number }>(others, [name]);
    if (rows[0]?.count === 0) break;
  }
  await client.end();
  await database.drop();
}

/** Lets the views of a database show a history, as the projector would. */
export async function show(database: ViewsDatabase, events: readonly StoredEvent[]): Promise<void> {
  const client = await database.pool.connect();
  try {
    await readCheckpoints(client, projections);
    const { position: from } = await readStanding(askingBy(client), projections);
    await commitBatch(client, projections, from, { entries: events, position: events.at(-1)!.position });
  } finally {
    client.release();
  }
}

/** Asks the views as the API does: as its role, for one workspace. */
export function ask<Answer>(
  { api }: ViewsDatabase,
  workspaceId: string,
  query: (reader: Reader) => Promise<Answer>,
): Promise<Answer> {
  return withWorkspace(api, workspaceId, (manager) => query({ manager, workspaceId, cursors }));
}

const cursors = new Cursors(Buffer.alloc(32, 7));
