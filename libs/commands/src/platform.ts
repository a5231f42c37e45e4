import type { EventStore } from '#event-store';
import type { ContactDirectory, KeyStore } from '#personal-data';
import type { Clock } from './clock.js';
import type { ConversationHints } from './conversation/conversation-hints.js';
import type { Settings } from './settings/settings.js';

/**
 * What every app stands on, made once for a process by whoever starts it and handed to each app's `register(…)`. The same
 * object gives every app the same command handlers.
 */
export interface Platform {
  readonly store: EventStore;
  readonly contacts: ContactDirectory;
  readonly keys: KeyStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly hints: ConversationHints;
  /** Keys the hashes of command bodies; 32 secret bytes, the same in every process that shares a log. */
  readonly commandKey: Buffer;
}
