import type { Storage } from './storage.js';
import { headOf, type StreamHead } from './stream-head.js';

const CAPACITY = 32_768;

/**
 * Heads of the streams in use, so that most appends are decided without asking the storage. Heads asked for in the
 * same turn are loaded by one query. The node is the only writer, so a cached head is the truth.
 */
export class HeadCache {
  /** In order of use, the least recently used first. */
  readonly #heads = new Map<string, StreamHead>();
  readonly #loading = new Map<string, PromiseWithResolvers<StreamHead>>();
  #wanted: string[] = [];

  constructor(
    private readonly storage: Pick<Storage, 'heads'>,
    private readonly capacity = CAPACITY,
  ) {}

  /** The head as of the last commit. */
  async get(stream: string): Promise<StreamHead> {
    return this.cached(stream) ?? (await this.#load(stream));
  }

  /** The head if it is at hand. */
  cached(stream: string): StreamHead | undefined {
    const head = this.#heads.get(stream);
    if (head) {
      this.#heads.delete(stream);
      this.#heads.set(stream, head);
    }
    return head;
  }

  /** Starts loading, so that a later `get` finds the head at hand. */
  prefetch(streams: readonly string[]): void {
    for (const stream of streams) {
      if (this.#heads.has(stream) || this.#loading.has(stream)) continue;
      // Not a lost error: the `get` that follows starts anew and reports its own.
      this.#load(stream).catch(() => undefined);
    }
  }

  /** Takes note of a commit. A load of the same stream that is under way may be older: it is not kept. */
  set(stream: string, head: StreamHead): void {
    this.#loading.delete(stream);
    this.#heads.delete(stream);
    this.#heads.set(stream, head);
    if (this.#heads.size > this.capacity) {
      for (const oldest of this.#heads.keys()) {
        this.#heads.delete(oldest);
        break;
      }
    }
  }

  #load(stream: string): Promise<StreamHead> {
    const underWay = this.#loading.get(stream);
    if (underWay) return underWay.promise;
    const load = Promise.withResolvers<StreamHead>();
    this.#loading.set(stream, load);
    if (this.#wanted.push(stream) === 1) setImmediate(() => void this.#loadWanted());
    return load.promise;
  }

  async #loadWanted(): Promise<void> {
    const streams = this.#wanted;
    const loads = streams.map((stream) => this.#loading.get(stream));
    this.#wanted = [];
    try {
      const heads = await this.storage.heads(streams);
      streams.forEach((stream, i) => {
        const load = loads[i];
        const stored = heads[i];
        if (!load || !stored) return;
        if (this.#loading.get(stream) === load) this.set(stream, headOf(stream, stored));
        load.resolve(this.#heads.get(stream) ?? headOf(stream, stored));
      });
    } catch (error) {
      streams.forEach((stream, i) => {
        const load = loads[i];
        if (this.#loading.get(stream) === load) this.#loading.delete(stream);
        load?.reject(error);
      });
    }
  }
}
