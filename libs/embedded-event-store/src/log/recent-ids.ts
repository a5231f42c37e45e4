import type { LogRecord } from './storage.js';

/** Where an event was written. */
export interface WrittenAt {
  readonly revision: bigint;
  readonly position: bigint;
}

/** About as many ids as fit the 8 MiB that the real server spends on them. */
export const RECENT_IDS = 32_768;

/**
 * The ids of the last events, by stream: what appends without an exact revision are recognised by when they are sent
 * again. Bounded and in memory, hence "weak" idempotency: an id that has dropped out is written again.
 */
export class RecentIds {
  readonly #written = new Map<string, WrittenAt>();

  constructor(private readonly capacity = RECENT_IDS) {}

  find(stream: string, id: string): WrittenAt | undefined {
    return this.#written.get(key(stream, id));
  }

  add(record: Pick<LogRecord, 'stream' | 'id' | 'revision' | 'position'>): void {
    this.#written.set(key(record.stream, record.id), { revision: record.revision, position: record.position });
    if (this.#written.size > this.capacity) {
      for (const oldest of this.#written.keys()) {
        this.#written.delete(oldest);
        break;
      }
    }
  }
}

/** The same id in two streams is legal, so the stream is part of the key; ids have a fixed length. */
const key = (stream: string, id: string): string => id + stream;
