import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

/** What is done with what a channel of PostgreSQL announces. */
export interface Listener {
  readonly onPayload: (payload: string) => void;
  /** Each time it begins to listen: what was announced before was not heard. */
  readonly onListening?: () => void;
  readonly onFault: (error: unknown) => void;
}

const pauseMs = 500;

/** Listens on one connection until the signal says so; one that breaks is replaced. Announcements meanwhile are lost. */
export async function listenOn(pool: Pool, channel: string, listener: Listener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await listenOnce(pool, channel, listener, signal);
    } catch (error) {
      if (!signal.aborted) listener.onFault(error);
    }
    await pause(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function listenOnce(pool: Pool, channel: string, listener: Listener, signal: AbortSignal): Promise<void> {
  const client = await pool.connect();
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection ended')));
      client.on('notification', ({ payload }) => listener.onPayload(payload ?? ''));
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
      client.query(`listen ${channel}`).then(() => listener.onListening?.(), reject);
    });
  } finally {
    client.release(true);
  }
}
