import type { Pool } from 'pg';
import type { EventStore, SharedReading } from '#event-store';
import { listParked, projections, runProjector, type Lag, type OutdatedView, type ParkedStream } from '#read-models';

export interface ProjectorOptions {
  readonly store: EventStore;
  /** With whom the log is read together. */
  readonly sharing?: SharedReading;
  readonly pool: Pool;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Runs the projections of this process, and says how they stand. */
export class Projector {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private latest: Lag | undefined;
  private waiting: readonly OutdatedView[] = [];

  constructor(private readonly options: ProjectorOptions) {}

  start(): void {
    const { store, sharing, pool, log, warn } = this.options;
    this.running ??= runProjector({
      store,
      sharing,
      pool,
      projections,
      signal: this.stopping.signal,
      onLag: (lag) => (this.latest = lag),
      onLeading: (leading) => {
        this.latest = undefined;
        log(leading ? 'leads' : 'leads no longer');
      },
      onOutdated: (views) => {
        this.waiting = views;
        for (const { message } of views) warn(message);
      },
      onFault: (error) => warn(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
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

  /** Streams that some view passes over, for the operator. */
  parked(): Promise<ParkedStream[]> {
    return listParked(this.options.pool);
  }
}
