import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import {
  finish,
  keepOutcome,
  lease,
  postpone,
  pruneDeliveries,
  renew,
  type Delivery,
  type Final,
} from './delivery-rows.js';
import type { Wakeups } from './wakeups.js';

/** What came of one try: it ended, or it may be tried again (after at least so long, where the receiver said so). */
export type Tried = Final | { readonly state: 'again'; readonly code: string; readonly afterMs?: number };

export interface DeliveryWorkerOptions {
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  readonly wakeups: Wakeups;
  readonly work: string;
  /** How many lanes are served at once. */
  readonly concurrency: number;
  /** How many deliveries one target has in hand at once, about; no limit when left out. */
  readonly perTarget?: number;
  /** Pauses before the second, third, … try in milliseconds; after the last of them it is given up. */
  readonly backoffMs: readonly number[];
  /** Sends it. What it throws is our own trouble (the log is away): tried again without counting. */
  readonly perform: (delivery: Delivery, signal: AbortSignal) => Promise<Tried>;
  /** Records the outcome; tried until it works, without sending again. */
  readonly settle?: (delivery: Delivery, outcome: Final) => Promise<void>;
  readonly onFault?: (what: string, error: unknown) => void;
  /** How long a dead worker's deliveries wait for another one. */
  readonly leaseMs?: number;
}

const pollMs = 1_000;
const pruneMs = 3_600_000;
const keepDays = 30;
/** Pauses while our own parts are away. */
const ownTroubleMs = [200, 500, 1_000, 2_000, 5_000];

/**
 * Sends what was scheduled: each lane in order, lanes beside each other. Outside effects happen at least once, and at most once more
 * for each crash between the sending and its being noted; they carry the delivery's id. Any number of processes may work at once.
 */
export class DeliveryWorker {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private readonly inHand = new Map<bigint, Promise<void>>();
  private readonly ofTarget = new Map<string, number>();
  private readonly leaseMs: number;
  private troubles = 0;
  private working: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private woken = false;

  constructor(private readonly options: DeliveryWorkerOptions) {
    this.leaseMs = options.leaseMs ?? 15_000;
  }

  start(): void {
    this.working ??= this.run();
  }

  /** Lets what is under way end; nothing new is begun. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.rouse();
    await this.working;
    await Promise.all(this.inHand.values());
  }

  private async run(): Promise<void> {
    const { pool, work, wakeups, onFault } = this.options;
    const forget = wakeups.on(work, () => this.rouse());
    const renewing = setInterval(() => {
      if (this.inHand.size > 0)
        renew(pool, this.owner, this.leaseMs).catch((error: unknown) => onFault?.(`renewing ${work}`, error));
    }, this.leaseMs / 3);
    // It keeps what is in hand, and no process alive.
    renewing.unref();
    let pruneAt = Date.now() + pruneMs;
    try {
      while (!this.stopping.signal.aborted) {
        try {
          await this.takeWhatFits();
          if (Date.now() >= pruneAt) {
            pruneAt = Date.now() + pruneMs;
            await pruneDeliveries(pool, work, keepDays);
          }
        } catch (error) {
          onFault?.(`deliveries of ${work}`, error);
        }
        await this.rest();
      }
    } finally {
      forget();
      await Promise.all(this.inHand.values());
      clearInterval(renewing);
    }
  }

  private async takeWhatFits(): Promise<void> {
    const { pool, work, concurrency, perTarget = Infinity } = this.options;
    while (!this.stopping.signal.aborted) {
      const room = Math.min(concurrency - this.inHand.size, perTarget);
      const busy = [...this.ofTarget].filter(([, count]) => count >= perTarget).map(([target]) => target);
      this.woken = false;
      if (room <= 0) return;
      const taken = await lease(pool, { work, busy, owner: this.owner, leaseMs: this.leaseMs }, room);
      for (const delivery of taken) this.hold(delivery);
      if (taken.length < room) return;
    }
  }

  private hold(delivery: Delivery): void {
    const { target } = delivery;
    this.ofTarget.set(target, (this.ofTarget.get(target) ?? 0) + 1);
    const done = this.deal(delivery)
      .then(() => void (this.troubles = 0))
      .catch((error: unknown) => this.giveBack(delivery, error))
      .finally(() => {
        this.inHand.delete(delivery.place);
        const left = (this.ofTarget.get(target) ?? 1) - 1;
        if (left > 0) this.ofTarget.set(target, left);
        else this.ofTarget.delete(target);
        this.rouse();
      });
    this.inHand.set(delivery.place, done);
  }

  private async deal(delivery: Delivery): Promise<void> {
    const { pool, backoffMs, perform, settle } = this.options;
    let outcome = delivery.outcome;
    if (outcome === null) {
      const tried = await perform(delivery, this.stopping.signal);
      if (tried.state === 'again') {
        const pauseMs = backoffMs[delivery.attempts];
        if (pauseMs !== undefined) {
          const afterMs = Math.max(pauseMs, tried.afterMs ?? 0);
          return postpone(pool, delivery.place, { code: tried.code, afterMs, counts: true });
        }
        outcome = { state: 'failed', code: tried.code };
      } else outcome = tried;
      await keepOutcome(pool, delivery.place, outcome);
    }
    await settle?.(delivery, outcome);
    await finish(pool, delivery.place, outcome);
  }

  /** Our own parts failed, not the receiver: it goes on as soon as they are back. Where even that cannot be noted, the lease runs out. */
  private async giveBack({ place }: Delivery, error: unknown): Promise<void> {
    const { pool, work, onFault } = this.options;
    if (!this.stopping.signal.aborted) onFault?.(`a delivery of ${work}`, error);
    const afterMs = ownTroubleMs[Math.min(this.troubles++, ownTroubleMs.length - 1)]!;
    try {
      await postpone(pool, place, { code: 'interrupted', afterMs, counts: false });
    } catch (second) {
      onFault?.(`giving back a delivery of ${work}`, second);
    }
  }

  private rouse(): void {
    this.woken = true;
    this.wake();
  }

  private async rest(): Promise<void> {
    if (this.woken || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => undefined;
  }
}
