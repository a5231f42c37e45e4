import type { Pool } from 'pg';
import { listenOn } from '../listen.js';
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
    this.listening ??= listenOn(
      this.pool,
      deliveryChannel,
      {
        onPayload: (work) => this.listeners.get(work)?.forEach((wake) => wake()),
        onFault: (error) => this.onFault('listening for deliveries', error),
      },
      this.stopping.signal,
    );
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
}
