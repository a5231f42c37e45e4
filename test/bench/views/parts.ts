import { Pool } from 'pg';
import { EventStoreDB } from '#event-store';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import type { Stage } from '../commands/stage.js';

/** The log with its keys, and the views' connections, as the processes of production have them. */
export function openParts({ eventStoreUrl, ownerUrl, roleUrls, masterKey }: Stage) {
  const pool = (connectionString: string, max: number) =>
    new Pool({ connectionString, max }).on('error', (error) => console.error(error.message));
  const keys = pool(roleUrls.handoff_keys, 8);
  const owner = pool(ownerUrl, 3);
  const projector = pool(roleUrls.handoff_projector, 6);
  const sealer = new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(masterKey))));
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer, timeoutMs: 60_000 });
  return {
    store,
    owner,
    projector,
    stop: async () => {
      await store.close();
      await Promise.all([keys, owner, projector].map((one) => one.end()));
    },
  };
}

export type Parts = ReturnType<typeof openParts>;
