import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { projections, views } from '../registry.js';
import { askingBy, beginning, positionChannel, readStanding, type Ask } from './checkpoint.js';
import { outdatedAmong, tablesRead, type OutdatedView } from './outdated-views.js';

/** How often the checkpoint is read while somebody waits: the fallback for an announcement that was missed. */
const pollMs = 250;
const maxBackoffMs = 5_000;

/**
 * How far the views of this database have come, as one process sees it. Listens to the projector's announcements on one connection,
 * which is replaced when it breaks.
 */
export class ViewPositions {
  private position = beginning;
  /** Whether some view waited to be folded anew when it was last looked. */
  private outdated = false;
  private readonly listeners = new Set<(position: bigint) => void>();
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly onFault: (error: unknown) => void = () => undefined,
  ) {}

  /** Begins to listen. A database that cannot be reached yet is tried again. */
  start(): void {
    this.running ??= this.listen();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** The newest position known here: whatever was written up to it can be read. */
  get current(): bigint {
    return this.position;
  }

  /** Tells the listener each time the views have come further; call what it returns to end that. */
  onAdvance(listener: (position: bigint) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Waits until the views show everything up to `position`.
   * @returns false when they do not within `timeoutMs`: say so rather than answer from an older state
   */
  async waitFor(position: bigint, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    if (this.position >= position) return true;
    const ended = AbortSignal.any([AbortSignal.timeout(timeoutMs), this.stopped.signal, ...(signal ? [signal] : [])]);
    const reached = new AbortController();
    const off = this.onAdvance((now) => {
      if (now >= position) reached.abort();
    });
    const either = AbortSignal.any([ended, reached.signal]);
    try {
      do {
        await this.look();
        if (this.position >= position) return true;
        await pause(pollMs, undefined, { signal: either }).catch(() => undefined);
      } while (!either.aborted);
      return this.position >= position;
    } finally {
      off();
    }
  }

  /**
   * Runs queries within their transaction, of which `waitFor` has said that they may. One that read a view which waits to be folded anew, and
   * for which nobody else waits, is refused: it would not show everything up to `position`.
   * @throws OutdatedView
   */
  async asking<Answer>(ask: Ask, position: bigint, work: () => Promise<Answer>): Promise<Answer> {
    if (!this.outdated) return work();
    const outdated = await outdatedAmong(ask, views);
    this.outdated = outdated.length > 0;
    const still = outdated.filter((view) => view.position < position);
    const answer = await work();
    const tableOf = ({ view }: OutdatedView) => views.find(({ name }) => name === view)!.table.name;
    const read = still.length === 0 ? [] : await tablesRead(ask, still.map(tableOf));
    for (const view of still) if (read.includes(tableOf(view))) throw view;
    return answer;
  }

  private async look(): Promise<void> {
    try {
      await this.lookBy(askingBy(this.pool));
    } catch (error) {
      this.onFault(error);
    }
  }

  private async lookBy(ask: Ask): Promise<void> {
    const { position, outdated } = await readStanding(ask, projections);
    this.outdated = outdated;
    this.advance(position);
  }

  private advance(position: bigint): void {
    if (position <= this.position) return;
    this.position = position;
    for (const listener of [...this.listeners]) listener(position);
  }

  private async listen(): Promise<void> {
    const { signal } = this.stopped;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.listenOnce(() => (failures = 0));
      } catch (error) {
        this.onFault(error);
        failures += 1;
      }
      await pause(Math.min(50 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
    }
  }

  private async listenOnce(onListening: () => void): Promise<void> {
    const client = await this.pool.connect();
    try {
      const ended = untilEnded(client, this.stopped.signal);
      client.on('notification', ({ payload }) => this.advance(BigInt(payload ?? beginning)));
      await client.query(`listen ${positionChannel}`);
      // What was announced before this connection listened.
      await this.lookBy(askingBy(client));
      onListening();
      await ended;
    } finally {
      client.release(true);
    }
  }
}

function untilEnded(client: PoolClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('end', resolve);
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
