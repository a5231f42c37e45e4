import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { EventStoreDB, type EventStore } from '#event-store';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { assertSchema } from '#read-models';
import { commandPool } from './command-pool.js';
import { findInstallation, type DataOption } from './installation.js';

/** What the views are made from and written with. */
export interface ViewsMachinery {
  readonly store: EventStore;
  /** As `handoff_projector`. */
  readonly pool: Pool;
  /** As the owner of the schema, where it was asked for. */
  readonly owner: Pool | undefined;
}

/**
 * Connects to log and database, does the work, and lets go of them.
 * @throws SchemaMismatch where the database is of another version: nothing is changed then
 */
export async function withViews<T>(
  where: DataOption,
  { asOwner = false }: { readonly asOwner?: boolean },
  work: (machinery: ViewsMachinery) => Promise<T>,
): Promise<T> {
  const needs = ['eventStoreUrl', 'databaseProjectorUrl', 'databaseKeysUrl', 'masterKey'] as const;
  const { configuration } = asOwner
    ? await findInstallation(where, [...needs, 'databaseOwnerUrl'] as const)
    : await findInstallation(where, needs);
  const { databaseProjectorUrl, databaseKeysUrl, databaseOwnerUrl, eventStoreUrl, masterKey } = configuration;
  await assertSchemaOf(databaseProjectorUrl);
  const pools: Pool[] = [];
  const pool = (connectionString: string) => {
    const made = commandPool(connectionString, 4);
    pools.push(made);
    return made;
  };
  const keys = pool(databaseKeysUrl);
  const sealer = new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(masterKey))));
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer });
  try {
    return await work({
      store,
      pool: pool(databaseProjectorUrl),
      owner: asOwner && databaseOwnerUrl !== undefined ? pool(databaseOwnerUrl) : undefined,
    });
  } finally {
    await store.close();
    await Promise.all(pools.map((one) => one.end()));
  }
}

/** @throws SchemaMismatch where the database is of another version */
export async function assertSchemaOf(url: string): Promise<void> {
  const views = await new DataSource({ type: 'postgres', url, synchronize: false }).initialize();
  try {
    await assertSchema(views);
  } finally {
    await views.destroy();
  }
}
