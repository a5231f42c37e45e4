import type { Pool } from 'pg';
import type { Gauge } from '#edge';
import type { EventStore, SharedReading } from '#event-store';
import { Signer, runSequencer, type HeldCheckpoints, type LedgerKeys } from '#read-models';
import { ledgerGauges } from './metrics.js';

export interface LedgerParts {
  /** Reads the log as it was stored, its envelopes closed. */
  readonly store: EventStore;
  /** Connected as `handoff_ledger`. */
  readonly pool: Pool;
  readonly keys: LedgerKeys;
  readonly held: HeldCheckpoints;
  /** The longest that an entry waits for a checkpoint; 10 seconds when left out. */
  readonly signEveryMs?: number;
}

export interface LedgerOptions extends LedgerParts {
  /** With whom the log is read together. */
  readonly sharing?: SharedReading;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Somebody must look: the ledger stands still. */
  readonly alarm: (line: string) => void;
}

/** What is wrong is told again at least this often while it lasts, in milliseconds. */
const lastingMs = 60_000;

/** Sequences and signs the ledger beside the views: a fault of the one never stops the other. */
export class Ledger {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> | undefined;
  private signing = new AbortController();
  private leading = false;
  private alarmedAt: number | undefined;
  private signer: { readonly of: Signer; readonly run: Promise<void> } | undefined;

  constructor(private readonly options: LedgerOptions) {}

  start(): void {
    const { store, sharing, pool, warn } = this.options;
    this.running ??= runSequencer({
      store,
      sharing,
      pool,
      signal: this.stopping.signal,
      onSequenced: (grown) => this.signer?.of.sequenced(grown),
      onLeading: (leading) => this.lead(leading),
      onFault: (error) => warn(`ledger: ${sentence(error)}`),
      onAlarm: (error) => this.alarm(`the ledger stands still: ${error.message}`),
    });
  }

  /** Ends after what is in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.signing.abort();
    await this.signer?.run;
  }

  gauges(): Gauge[] {
    const alarmed = this.alarmedAt !== undefined && Date.now() - this.alarmedAt < lastingMs;
    return ledgerGauges({ leading: this.leading, alarmed });
  }

  private alarm(line: string): void {
    this.alarmedAt = Date.now();
    this.options.alarm(line);
  }

  /** Who sequences also signs. */
  private lead(leading: boolean): void {
    const { pool, keys, held, signEveryMs, log, warn } = this.options;
    this.leading = leading;
    log(leading ? 'keeps the ledger' : 'keeps the ledger no longer');
    this.signing.abort();
    if (!leading) return;
    this.signing = new AbortController();
    const signer = new Signer({
      pool,
      keys,
      held,
      signal: this.signing.signal,
      ...(signEveryMs === undefined ? {} : { everyMs: signEveryMs }),
      onFault: (error) => warn(`ledger, signing: ${sentence(error)}`),
      onAlarm: (error) => this.alarm(`the ledger is not signed: ${error.message}`),
    });
    const before = this.signer?.run;
    this.signer = { of: signer, run: (before ?? Promise.resolve()).then(() => signer.run()) };
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
