import type { LogRecord } from './storage.js';

const MAX_RECORDS = 4_096;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The last records of the log, kept in memory for whoever follows it live. Bounded in number and bytes, however many
 * follow and however slow they are: who has fallen behind its beginning reads from the storage.
 */
export class Tail {
  #records: LogRecord[] = [];
  /** Index of the oldest record kept; those before it are cut off now and then, not one by one. */
  #start = 0;
  #bytes = 0;

  constructor(
    private readonly maxRecords = MAX_RECORDS,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  push(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.frame.length;
    }
    while (this.#records.length - this.#start > this.maxRecords || this.#bytes > this.maxBytes) {
      this.#bytes -= this.#records[this.#start++]!.frame.length;
    }
    if (this.#start > this.maxRecords) {
      this.#records = this.#records.slice(this.#start);
      this.#start = 0;
    }
  }

  /** At most `limit` records from this position on; undefined when some of them are no longer here. */
  from(position: bigint, limit: number): LogRecord[] | undefined {
    const oldest = this.#records[this.#start];
    if (!oldest || position < oldest.position) return undefined;
    const index = this.#start + Number(position - oldest.position);
    return this.#records.slice(index, index + limit);
  }
}
