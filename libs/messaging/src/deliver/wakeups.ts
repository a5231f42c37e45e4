import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { deliveryChannel } from './schedule.js';

/**
 * Tells the workers of a process at once when something was scheduled, over one connection for all of them. Workers look by themselves
 * too, so nothing is lost while the connection is.
 */
export class Wakeups {
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly stopping = new AbortController();
  private listening: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly onFault: (what: string, error: unknown) => void = () => undefined,
  ) {}

  start(): void {
    this.listening ??= this.listen();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  /** @returns a function that ends it */
  on(work: string, listener: () => void): () => void {
    const set = this.listeners.get(work) ?? new Set();
    this.listeners.set(work, set.add(listener));
    return () => void set.delete(listener);
  }

  private async listen(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listenOnce(signal);
      } catch (error) {
        if (!signal.aborted) this.onFault('listening for deliveries', error);
      }
      await pause(500, undefined, { signal }).catch(() => undefined);
    }
  }

  private async listenOnce(signal: AbortSignal): Promise<void> {
    const client = await this.pool.connect();
    try {
      await new Promise<void>((resolve, reject) => {
        client.on('error', reject);
        client.on('end', () => reject(new Error('the connection ended')));
        client.on('notification', ({ payload }) => this.listeners.get(payload ?? '')?.forEach((wake) => wake()));
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
        client.query(`listen ${deliveryChannel}`).catch(reject);
      });
    } finally {
      client.release(true);
    }
  }
}
