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
import { InHand } from './in-hand.js';
import { neverOpens, type Tried } from './tried.js';
import type { Wakeups } from './wakeups.js';

export interface DeliveryWorkerOptions {
  /** Connected as `handoff_projector`. */
  readonly pool: Pool;
  readonly wakeups: Wakeups;
  readonly work: string;
  /** How many lanes are served at once. */
  readonly concurrency: number;
  /** How many deliveries of one workspace are in hand at once, about: what hangs holds up its own. No limit when left out. */
  readonly perWorkspace?: number;
  /** The same for one target. */
  readonly perTarget?: number;
  /** Pauses before the second, third, … try in milliseconds; after the last of them it is given up. */
  readonly backoffMs: readonly number[];
  /** Sends it. What it throws is our own trouble (the log is away): tried again without counting, unless it will never open. */
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
  private readonly inHand: InHand;
  private readonly leaseMs: number;
  private troubles = 0;
  private working: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private woken = false;

  constructor(private readonly options: DeliveryWorkerOptions) {
    this.leaseMs = options.leaseMs ?? 15_000;
    this.inHand = new InHand(options);
  }

  start(): void {
    this.working ??= this.run();
  }

  /** Lets what is under way end; nothing new is begun. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.rouse();
    await this.working;
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
      await this.inHand.empty();
      clearInterval(renewing);
    }
  }

  private async takeWhatFits(): Promise<void> {
    const { pool, work } = this.options;
    const by = { work, owner: this.owner, leaseMs: this.leaseMs };
    while (!this.stopping.signal.aborted) {
      this.woken = false;
      const { room } = this.inHand;
      if (room <= 0) return;
      const others = this.inHand.hadTheirTurn();
      if (others !== undefined) {
        const inTurn = await lease(pool, { ...by, busy: others }, 1);
        for (const delivery of inTurn) this.hold(delivery);
        if (inTurn.length > 0) continue;
        this.inHand.nextRound();
      }
      const taken = await lease(pool, { ...by, busy: this.inHand.busy() }, room);
      for (const delivery of taken) this.hold(delivery);
      if (taken.length < room) return;
    }
  }

  private hold(delivery: Delivery): void {
    const done = this.deal(delivery)
      .then(() => void (this.troubles = 0))
      .catch((error: unknown) => this.giveBack(delivery, error))
      .finally(() => {
        this.inHand.drop(delivery);
        this.rouse();
      });
    this.inHand.take(delivery, done);
  }

  private async deal(delivery: Delivery): Promise<void> {
    const { pool, backoffMs, perform, settle } = this.options;
    let outcome = delivery.outcome;
    if (outcome === null) {
      const tried = await perform(delivery, this.stopping.signal).catch(neverOpens);
      if (tried.state === 'held') return this.postpone(delivery, tried.code, tried.afterMs, false);
      if (tried.state === 'again') {
        const pauseMs = backoffMs[delivery.attempts];
        if (pauseMs !== undefined)
          return this.postpone(delivery, tried.code, Math.max(pauseMs, tried.afterMs ?? 0), true);
        outcome = { state: 'failed', code: tried.code };
      } else outcome = tried;
      await keepOutcome(pool, delivery.place, outcome);
    }
    await settle?.(delivery, outcome);
    await finish(pool, delivery.place, outcome);
  }

  /** Our own parts failed, not the receiver: it goes on as soon as they are back. Where even that cannot be noted, the lease runs out. */
  private async giveBack(delivery: Delivery, error: unknown): Promise<void> {
    const { work, onFault } = this.options;
    if (!this.stopping.signal.aborted) onFault?.(`a delivery of ${work}`, error);
    const afterMs = ownTroubleMs[Math.min(this.troubles++, ownTroubleMs.length - 1)]!;
    try {
      await this.postpone(delivery, 'interrupted', afterMs, false);
    } catch (second) {
      onFault?.(`giving back a delivery of ${work}`, second);
    }
  }

  private postpone({ place }: Delivery, code: string, afterMs: number, counts: boolean): Promise<void> {
    return postpone(this.options.pool, this.owner, place, { code, afterMs, counts });
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
