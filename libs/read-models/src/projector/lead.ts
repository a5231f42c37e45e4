import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** What only one process at a time may do: follow the log into one database. */
export interface Leadership {
  /** One connection of it is kept while this process leads. */
  readonly pool: Pool;
  /** Number of the advisory lock; the same everywhere, and no other lock of the product has it. */
  readonly lock: number;
  /** The longest pause between two tries after faults, in milliseconds. */
  readonly maxBackoffMs: number;
  readonly signal: AbortSignal;
  /** Leads until the signal aborts. `onProgress` says that all is well, so that the next fault is the first one again. */
  readonly lead: (client: PoolClient, signal: AbortSignal, onProgress: () => void) => Promise<void>;
  /** Told when this process begins to lead, and when it ceases to. */
  readonly onLeading: ((leading: boolean) => void) | undefined;
  readonly onFault: (error: unknown) => void;
}

/** How often a follower asks whether it may lead, in milliseconds. */
const askMs = 500;

/**
 * Leads whenever nobody else does, until the signal aborts: by a lock that ends with its connection. Survives every fault by beginning
 * anew on another connection.
 */
export async function leadWhenever(leadership: Leadership): Promise<void> {
  const { signal, maxBackoffMs, onFault } = leadership;
  for (let failures = 0; !signal.aborted;) {
    let wait = askMs;
    try {
      const led = await leadWhileAllowed(leadership, () => (failures = 0));
      if (led) wait = 0;
    } catch (error) {
      if (signal.aborted) return;
      onFault(error);
      failures += 1;
      wait = Math.min(50 * 2 ** failures, maxBackoffMs);
    }
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}

/** Leads until the signal aborts or something fails; false when another one leads. */
async function leadWhileAllowed(leadership: Leadership, onProgress: () => void): Promise<boolean> {
  const { pool, lock, signal, lead, onLeading } = leadership;
  const client = await pool.connect();
  const lost = new AbortController();
  const onError = (error: Error) => lost.abort(error);
  client.on('error', onError);
  let broken: Error | boolean = true;
  try {
    const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [lock]);
    if (rows[0]?.leads !== true) {
      broken = false;
      return false;
    }
    onLeading?.(true);
    try {
      await lead(client, AbortSignal.any([signal, lost.signal]), onProgress);
    } finally {
      onLeading?.(false);
    }
    if (lost.signal.aborted) throw lost.signal.reason;
    return true;
  } finally {
    // A connection that led is closed, and the lock with it. It may still tell of an error while it closes: somebody must listen.
    if (broken === false) client.off('error', onError);
    client.release(broken);
  }
}
