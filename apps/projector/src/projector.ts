import type { Pool } from 'pg';
import type { Gauge, ProcessHealth } from '#edge';
import type { EventStore, SharedReading } from '#event-store';
import { listParked, projections, runProjector, type Lag, type OutdatedView, type ParkedStream } from '#read-models';
import { gaugesOf } from './metrics.js';

export interface ProjectorOptions {
  readonly store: EventStore;
  /** With whom the log is read together. */
  readonly sharing?: SharedReading;
  readonly pool: Pool;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Faults are told again at least this often while they last, in milliseconds. */
const lastingMs = 15_000;

/** Runs the projections of this process, and says how they stand. */
export class Projector {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private latest: Lag | undefined;
  private waiting: readonly OutdatedView[] = [];
  private faultAt: number | undefined;

  constructor(private readonly options: ProjectorOptions) {}

  start(): void {
    const { store, sharing, pool, log, warn } = this.options;
    this.running ??= runProjector({
      store,
      sharing,
      pool,
      projections,
      signal: this.stopping.signal,
      onLag: (lag) => {
        this.latest = lag;
        this.faultAt = undefined;
      },
      onLeading: (leading) => {
        this.latest = undefined;
        log(leading ? 'leads' : 'leads no longer');
      },
      onOutdated: (views) => {
        this.waiting = views;
        for (const { message } of views) warn(message);
      },
      onFault: (error) => {
        this.faultAt = Date.now();
        warn(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      },
    });
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** How far the views are behind the log; undefined while another process leads. */
  get lag(): Lag | undefined {
    return this.latest;
  }

  /** Views that stand still until the operator has them folded anew. */
  get outdated(): readonly OutdatedView[] {
    return this.waiting;
  }

  /** A projector that stands by while another one leads is ready. */
  health(): ProcessHealth {
    const faulty = this.faultAt !== undefined && Date.now() - this.faultAt < lastingMs;
    const reasons = faulty ? ['The views stand still: the log of this process says why.'] : [];
    return { status: faulty ? 'not_ready' : 'ready', reasons };
  }

  async gauges(): Promise<Gauge[]> {
    // Without its database the process has still something to tell; the fault itself is told by the loop.
    const parked = await this.parked().catch(() => undefined);
    return gaugesOf({ lag: this.latest, outdated: this.waiting, parked });
  }

  /** Streams that some view passes over, for the operator. */
  parked(): Promise<ParkedStream[]> {
    return listParked(this.options.pool);
  }
}
