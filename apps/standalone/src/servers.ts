import path from 'node:path';
import { databaseRoles, ensureDatabaseRoles, roleUrl, type DatabaseRole } from '#access';
import { PostgresStartError, ensureDatabase, startPostgres, type RunningPostgres } from '#embedded-postgres';
import { DataSource } from 'typeorm';
import { secretFile, type DataFolder } from './data-folder.js';
import { startEventStoreProcess, type EventStoreProcess } from './event-store-process.js';
import { CannotStart } from './options.js';

/** The two servers that standalone runs beside itself, and how to reach them. */
export interface Servers {
  readonly eventStoreUrl: string;
  readonly ownerUrl: string;
  readonly roleUrls: Readonly<Record<DatabaseRole, string>>;
  /** Resolves with a sentence when one of them is gone without being asked. */
  readonly failed: Promise<string>;
  /** The event store first, since it writes to the database. */
  stop(): Promise<void>;
  /** Ends both at once, for a process that ends without waiting for them: nothing that was acknowledged is lost. */
  kill(): void;
}

/**
 * Starts PostgreSQL and the event store node on the folder.
 * @throws CannotStart
 */
export async function startServers(
  folder: DataFolder,
  options: { readonly relocate: boolean; readonly log: (line: string) => void },
): Promise<Servers> {
  const postgres = await startDatabase(folder, options);
  let eventStore: EventStoreProcess | undefined;
  try {
    const ownerUrl = await ensureDatabase(postgres.url, 'handoff');
    const roleUrls = await makeRoles(ownerUrl, folder);
    eventStore = await startEventStoreProcess(await ensureDatabase(postgres.url, 'eventstore'));
    return { eventStoreUrl: eventStore.connectionString, ownerUrl, roleUrls, ...lifeOf(postgres, eventStore) };
  } catch (error) {
    await eventStore?.stop();
    await postgres.stop();
    throw error;
  }
}

async function startDatabase(
  folder: DataFolder,
  options: { readonly relocate: boolean; readonly log: (line: string) => void },
): Promise<RunningPostgres> {
  try {
    return await startPostgres({ dataDir: path.join(folder.root, 'postgres'), ...options });
  } catch (error) {
    if (error instanceof PostgresStartError) throw new CannotStart(error.message);
    throw error;
  }
}

async function makeRoles(ownerUrl: string, folder: DataFolder): Promise<Record<DatabaseRole, string>> {
  const password = await secretFile(folder, 'database-password');
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl }).initialize();
  try {
    await ensureDatabaseRoles(owner, Object.fromEntries(databaseRoles.map((role) => [role, password])));
  } finally {
    await owner.destroy();
  }
  const urls = databaseRoles.map((role) => [role, roleUrl(ownerUrl, role, password)]);
  return Object.fromEntries(urls) as Record<DatabaseRole, string>;
}

function lifeOf(postgres: RunningPostgres, eventStore: EventStoreProcess): Pick<Servers, 'failed' | 'stop' | 'kill'> {
  let stopping = false;
  const failed = new Promise<string>((resolve) => {
    void eventStore.exited.then(() => stopping || resolve('The event store has stopped.'));
    void postgres.exited.then(() => stopping || resolve('PostgreSQL has stopped.'));
  });
  return {
    failed,
    stop: async () => {
      stopping = true;
      await eventStore.stop();
      await postgres.stop();
    },
    kill: () => {
      stopping = true;
      eventStore.kill();
      postgres.kill();
    },
  };
}
