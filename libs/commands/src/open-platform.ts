import type { Pool } from 'pg';
import { EventStoreDB } from '#event-store';
import { ContactDirectory, KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { SystemClock } from './clock.js';
import type { ConversationHints } from './conversation/conversation-hints.js';
import type { Platform } from './platform.js';
import { refuseSample } from './settings/sample.js';
import { Settings } from './settings/settings.js';

/** The names are the configuration's own. */
export interface PlatformParts {
  /** In production a log with the sample workspace is refused, when its settings are started. */
  readonly mode: 'standalone' | 'production';
  readonly eventStoreUrl: string;
  /** Connected as `handoff_keys`. */
  readonly keys: Pool;
  readonly masterKey: string;
  readonly commandKey: string;
  readonly hints: ConversationHints;
  readonly onFault: (what: string, error: unknown) => void;
}

/** The platform of a real process: the log, the keys, this machine's clock. `settings` is to be started, and the store closed at the end. */
export function openPlatform(parts: PlatformParts): Platform {
  const { mode, eventStoreUrl, keys, masterKey, commandKey, hints, onFault } = parts;
  const workspaceKeys = new WorkspaceKeys(keys, parseMasterKey(masterKey));
  const keyStore = new KeyStore(keys, workspaceKeys);
  const sealer = new KeyedFieldSealer(keyStore);
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer, onFault });
  return {
    store,
    contacts: new ContactDirectory(keys, workspaceKeys),
    keys: keyStore,
    settings: new Settings(store, onFault, mode === 'production' ? refuseSample : undefined),
    clock: new SystemClock(),
    hints,
    commandKey: parseMasterKey(commandKey),
  };
}
