import type { Pool } from 'pg';
import type { Platform } from '#commands';
import type { EventStore } from '#event-store';
import type { Consumers, Outside } from '#messaging';

/** What the notifier stands on; made by whoever starts the process. */
export interface NotifierParts {
  readonly platform: Platform;
  /** How it hears of events: over Kafka, or straight from the log. */
  readonly consumers: Consumers;
  /** The log, reading with `KeepSealed`: what subscribers without a right to personal data are sent. */
  readonly log: EventStore;
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  readonly outside: Outside;
  /** Where members reach this product, without a slash at the end. */
  readonly publicUrl: () => string;
  /** The mail server; absent: nobody is told by e-mail. */
  readonly mail?: { readonly url: string; readonly from: string };
}
