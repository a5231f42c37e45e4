import { decodeFrame } from '../wire/event-frame.js';
import { Appender } from './appender.js';
import type { CommitBatch } from './commit-batch.js';
import { freshLogOperations } from './fresh-log.js';
import { HeadCache } from './head-cache.js';
import type { Operation, Outcome } from './operation.js';
import { RECENT_IDS, RecentIds } from './recent-ids.js';
import type { Storage } from './storage.js';
import type { StreamHead } from './stream-head.js';
import { Tail } from './tail.js';
import { Wakeups } from './wakeups.js';

/** The topic of every commit; no stream has this name. */
const ALL = '$all';

/** The log: one writer, many readers and followers, on any storage. */
export class EventLog {
  readonly tail = new Tail();
  readonly #heads: HeadCache;
  readonly #recent = new RecentIds();
  readonly #wakeups = new Wakeups();
  readonly #appender: Appender;

  private constructor(
    readonly storage: Storage,
    /** Position of the last committed event. */
    public last: bigint,
    report: (line: string) => void,
  ) {
    this.#heads = new HeadCache(storage);
    const history = { storage, recent: this.#recent };
    this.#appender = new Appender(storage, this.#heads, history, last, (batch) => this.#publish(batch), report);
  }

  /** Opens the log in the storage; a fresh one gets the system events that a fresh server has. */
  static async open(storage: Storage, report: (line: string) => void): Promise<EventLog> {
    const log = new EventLog(storage, await storage.lastPosition(), report);
    if (log.last === 0n) await Promise.all(freshLogOperations().map((operation) => log.submit(operation)));
    else await log.#recall();
    return log;
  }

  submit(operation: Operation): Promise<Outcome> {
    return this.#appender.submit(operation);
  }

  head(stream: string): Promise<StreamHead> {
    return this.#heads.get(stream);
  }

  /**
   * Resolves at the next commit (that writes to the stream, if one is given) with the position before it, or with
   * undefined when the signal aborts.
   */
  changed(stream: string | undefined, signal: AbortSignal): Promise<bigint | undefined> {
    return this.#wakeups.wait(stream ?? ALL, signal);
  }

  /** Resolves when everything submitted has been answered. */
  idle(): Promise<void> {
    return this.#appender.idle();
  }

  async close(): Promise<void> {
    await this.idle();
    await this.storage.close();
  }

  #publish(batch: CommitBatch): void {
    for (const [stream, head] of batch.heads) this.#heads.set(stream, head);
    for (const record of batch.records) this.#recent.add(record);
    this.tail.push(batch.records);
    const before = this.last;
    this.last += BigInt(batch.records.length);
    this.#wakeups.wake([ALL, ...batch.heads.keys()], before);
  }

  /**
   * A writer that saw the node die sends its append again to the next one: the last ids are read back, so that it is
   * recognised although the ids are kept in memory only.
   */
  async #recall(): Promise<void> {
    const frames: Buffer[] = [];
    const enough = RECENT_IDS / 4;
    for (let from = this.last; frames.length < enough; from = this.last - BigInt(frames.length)) {
      const page = await this.storage.readAll({ direction: 'backwards', from, limit: 1_024 });
      if (page.length === 0) break;
      frames.push(...page);
    }
    for (const frame of frames.reverse()) this.#recent.add(decodeFrame(frame));
  }
}
