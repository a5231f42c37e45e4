import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommitBatch } from './commit-batch.js';
import { CommitFailed } from './commit-failed.js';
import { decideOperation, type History } from './decide-operation.js';
import type { HeadCache } from './head-cache.js';
import type { Operation, Outcome } from './operation.js';
import type { Storage } from './storage.js';
import { relatedStreams, type StreamHead } from './stream-head.js';

/** One commit takes so many operations and bytes at most: it bounds memory and the time the next ones wait. */
const MAX_OPERATIONS = 1_024;
const MAX_BYTES = 4 * 1024 * 1024;

/** The part of a commit's time that is spent on waiting for more to share the next one. */
const PATIENCE = 0.3;

interface Waiting extends PromiseWithResolvers<Outcome> {
  readonly operation: Operation;
}

/**
 * Group commit: operations that arrive while a commit runs wait together and share the next one. They are decided one
 * after the other, each on what those before it will have written, so the outcome is that of running them in a row.
 */
export class Appender {
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** How many are likely to wait soon, how long they are waited for, and whom to tell when they are there. */
  #expected = 0;
  #patienceMs = 0;
  #gathered: (() => void) | undefined;

  /**
   * @param last position of the last event in the log
   * @param committed told of every commit, before its operations are answered
   * @param report told of every commit that failed
   */
  constructor(
    private readonly storage: Storage,
    private readonly heads: HeadCache,
    private readonly history: History,
    private last: bigint,
    private readonly committed: (batch: CommitBatch) => void,
    private readonly report: (line: string) => void,
  ) {}

  /** Resolves when the outcome is durable; rejects with CommitFailed when there is none. */
  submit(operation: Operation): Promise<Outcome> {
    const waiting: Waiting = { operation, ...Promise.withResolvers<Outcome>() };
    if (this.#waiting.push(waiting) >= this.#expected) this.#gathered?.();
    this.heads.prefetch(relatedStreams(operation.stream));
    this.#running ??= this.#run();
    return waiting.promise;
  }

  /** Resolves when everything submitted has been answered. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const taken = this.#waiting.splice(0, MAX_OPERATIONS);
      try {
        const left = await this.#commit(taken);
        if (left.length > 0) this.#waiting = left.concat(this.#waiting);
      } catch (error) {
        this.report(`a commit of ${taken.length} operations failed: ${String(error)}`);
        for (const { reject } of taken) reject(new CommitFailed(error));
      }
    }
    this.#running = undefined;
  }

  /**
   * Those who were just answered come back at once with their next append: waiting for them a part of the time that a
   * commit takes makes one commit of two. Nobody waits who is alone.
   */
  async #gather(): Promise<void> {
    await nextTurn(); // Whatever has arrived in this turn of the event loop shares the commit.
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#waiting.length >= this.#expected || this.#patienceMs < 1) return;
    this.#gathered = resolve;
    const timer = setTimeout(resolve, this.#patienceMs);
    await promise;
    clearTimeout(timer);
    this.#gathered = undefined;
  }

  /** Commits as many as fit one batch and answers them; returns the rest. */
  async #commit(taken: readonly Waiting[]): Promise<Waiting[]> {
    const batch = new CommitBatch(await this.#committedHeads(taken), this.last);
    const decided: [Waiting, Outcome][] = [];
    for (const waiting of taken) {
      if (batch.bytes > MAX_BYTES) break;
      const outcome = await decideOperation(waiting.operation, batch, this.history);
      if (!outcome) break;
      decided.push([waiting, outcome]);
    }
    if (batch.records.length > 0) {
      const started = performance.now();
      await this.storage.append(batch.records);
      this.#patienceMs = (performance.now() - started) * PATIENCE;
      this.#expected = decided.length + this.#waiting.length;
      this.last += BigInt(batch.records.length);
      this.committed(batch);
    }
    for (const [{ resolve }, outcome] of decided) resolve(outcome);
    return taken.slice(decided.length);
  }

  async #committedHeads(taken: readonly Waiting[]): Promise<Map<string, StreamHead>> {
    const streams = new Set(taken.flatMap(({ operation }) => relatedStreams(operation.stream)));
    const heads = new Map<string, StreamHead>();
    const missing: string[] = [];
    for (const stream of streams) {
      const head = this.heads.cached(stream);
      if (head) heads.set(stream, head);
      else missing.push(stream);
    }
    await Promise.all(missing.map(async (stream) => heads.set(stream, await this.heads.get(stream))));
    return heads;
  }
}
