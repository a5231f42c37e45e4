import type { StoredEvent } from '#event-store';
import type { PoolClient } from 'pg';

/** A contact whose personal data is gone. */
export interface ErasedContact {
  readonly workspaceId: string;
  readonly contactId: string;
}

/**
 * The one port for whatever follows the log inside Postgres: views, the ledger's sequencing, the scheduling of deadlines. What it
 * writes commits with the checkpoint, so an event takes effect exactly once.
 */
export interface Projection {
  readonly name: string;
  readonly version: number;
  /**
   * Applies events in the order of the log, some of them perhaps already seen after a restart of the rebuild. Throws when one of them
   * cannot be applied: its stream is then parked for this projection, and the others go on.
   */
  apply(events: readonly StoredEvent[], tx: PoolClient): Promise<void>;
  /** Takes away what it keeps of these contacts, called after `apply`; also where the contact's own stream is parked. */
  erase?(contacts: readonly ErasedContact[], tx: PoolClient): Promise<void>;
}
