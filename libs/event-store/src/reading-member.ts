import type { FollowOptions, LogBatch } from './follow-options.js';
import type { LogEntry, RawEvent } from './events.js';

export type RawBatch = LogBatch<RawEvent>;

/** Something that waits for its turn: a batch that is being decoded, or the news that all was delivered. */
type Waiting =
  | { readonly events: number; readonly position: bigint; readonly entries: Promise<readonly LogEntry[]> }
  | { readonly caughtUp: true };

/** One follower of a shared reading: what waits for it, and how far it has come. */
export class ReadingMember {
  /** Of the last batch it handled; -1 before the first. */
  position: bigint;
  private readonly waiting: Waiting[] = [];
  private waitingEvents = 0;
  private closed = true;
  private wakeWorker: (() => void) | undefined;
  private wakeReader: (() => void) | undefined;

  constructor(
    private readonly options: FollowOptions,
    readonly decode: (raws: readonly RawEvent[]) => Promise<readonly LogEntry[]>,
  ) {
    this.position = options.after ?? -1n;
  }

  open(): void {
    this.closed = false;
  }

  /** Takes no more; `work` ends after what is in hand. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** Begins to decode at once: that is done while the batch before is being written. */
  put({ entries: raws, position }: RawBatch): void {
    if (this.closed || position <= this.position) return;
    const { concerns } = this.options;
    const fresh = raws.filter(
      (raw) => raw.position > this.position && (concerns === undefined || concerns(raw.stream, raw.type)),
    );
    const entries = this.decode(fresh);
    // A failure is met when its turn comes.
    entries.catch(() => undefined);
    this.waiting.push({ events: fresh.length, position, entries });
    this.waitingEvents += fresh.length;
    this.wakeWorker?.();
  }

  putCaughtUp(): void {
    if (this.closed) return;
    this.waiting.push({ caughtUp: true });
    this.wakeWorker?.();
  }

  hasRoom(events: number): boolean {
    return this.closed || this.waitingEvents < events;
  }

  async room(events: number): Promise<void> {
    while (!this.hasRoom(events)) await new Promise<void>((resolve) => (this.wakeReader = resolve));
  }

  /**
   * Handles what waits, in its order, until it is closed or told to stop. Throws what the handler threw.
   * @returns false when it ended because something could not be decoded
   */
  async work(): Promise<boolean> {
    const { signal } = this.options;
    const stop = () => this.close();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) this.close();
    try {
      while (!this.closed) {
        if (this.waiting.length === 0) await new Promise<void>((resolve) => (this.wakeWorker = resolve));
        else if ((await this.gathered()) && !(await this.handleNext())) return false;
      }
      return true;
    } finally {
      signal.removeEventListener('abort', stop);
      this.closed = true;
      this.waiting.length = 0;
      this.waitingEvents = 0;
      this.wakeReader?.();
    }
  }

  async handle(batch: LogBatch): Promise<void> {
    await this.options.onBatch(batch);
    this.position = batch.position;
  }

  /** Waits until a batch is full, everything was delivered, or it has been long enough; false when it is closed instead. */
  private async gathered(): Promise<boolean> {
    const { gatherMs = 0, maxBatch } = this.options;
    if (gatherMs === 0) return true;
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      this.wakeWorker?.();
    }, gatherMs);
    while (!late && !this.closed && this.waitingEvents < maxBatch && !this.hasAll)
      await new Promise<void>((resolve) => (this.wakeWorker = resolve));
    clearTimeout(limit);
    return !this.closed;
  }

  /** Whether everything was delivered that was in the log. */
  private get hasAll(): boolean {
    const last = this.waiting.at(-1);
    return last !== undefined && 'caughtUp' in last;
  }

  /** False when something cannot be decoded. */
  private async handleNext(): Promise<boolean> {
    const taken = this.take();
    const batches = taken.flatMap((item) => ('events' in item ? [item] : []));
    const last = batches.at(-1);
    if (last !== undefined && last.position > this.position) {
      let entries: LogEntry[];
      try {
        entries = (await Promise.all(batches.map((batch) => batch.entries))).flat();
      } catch {
        return false;
      }
      // Put twice by a late joiner's replay: handled once.
      const fresh = entries.filter(({ position }) => position > this.position);
      await this.handle({ entries: fresh, position: last.position });
    }
    if (taken.some((item) => 'caughtUp' in item)) this.options.onCaughtUp?.();
    return true;
  }

  /** What waits, up to a full batch: under load many small ones become one. */
  private take(): Waiting[] {
    let events = 0;
    let count = 0;
    for (const item of this.waiting) {
      const size = 'events' in item ? item.events : 0;
      if (count > 0 && events + size > this.options.maxBatch) break;
      events += size;
      count += 1;
    }
    const taken = this.waiting.splice(0, count);
    this.waitingEvents -= events;
    this.wakeReader?.();
    return taken;
  }

  private wake(): void {
    this.wakeWorker?.();
    this.wakeReader?.();
  }
}
