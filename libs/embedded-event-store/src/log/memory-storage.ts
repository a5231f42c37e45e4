import type { LogRecord, Range, Storage, StoredHead } from './storage.js';

/** Keeps the log in this process and loses it with the process: for tests. */
export class MemoryStorage implements Storage {
  readonly #log: LogRecord[] = [];
  readonly #streams = new Map<string, LogRecord[]>();

  lastPosition(): Promise<bigint> {
    return Promise.resolve(BigInt(this.#log.length));
  }

  append(records: readonly LogRecord[]): Promise<void> {
    for (const record of records) {
      this.#log.push(record);
      const stream = this.#streams.get(record.stream);
      if (stream) stream.push(record);
      else this.#streams.set(record.stream, [record]);
    }
    return Promise.resolve();
  }

  readAll(range: Range): Promise<Buffer[]> {
    return Promise.resolve(slice(this.#log, range, 1n));
  }

  readStream(stream: string, range: Range): Promise<Buffer[]> {
    return Promise.resolve(slice(this.#streams.get(stream) ?? [], range, 0n));
  }

  heads(streams: readonly string[]): Promise<StoredHead[]> {
    return Promise.resolve(
      streams.map((stream) => {
        const last = this.#streams.get(stream)?.at(-1);
        return last ? { last: last.revision, lastFrame: last.frame } : { last: -1n };
      }),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The records are numbered without gaps from `first`; only a tombstone has a number beyond its place. */
function slice(records: readonly LogRecord[], { direction, from, limit }: Range, first: bigint): Buffer[] {
  const end = BigInt(records.length);
  const at = from - first;
  if (direction === 'forwards') {
    const start = at < 0n ? 0 : Number(at > end ? end : at);
    return records.slice(start, start + limit).map((record) => record.frame);
  }
  const stop = at < 0n ? 0 : Number(at >= end ? end : at + 1n);
  return records
    .slice(Math.max(0, stop - limit), stop)
    .map((record) => record.frame)
    .reverse();
}
