import {
  EventStore,
  isReadable,
  type Appended,
  type FollowOptions,
  type LogBatch,
  type LogEntry,
  type StoredEvent,
} from '#event-store';

/** A log that was written before, delivered as a subscription may deliver it: in batches of any size, and again after a resume. */
export class RecordedLog extends EventStore {
  /** How many entries each batch gets, in turn; the last one goes on. */
  batchSizes: readonly number[] = [100];
  /** How many entries before the place asked for are delivered again. */
  again = 0;
  private wake: () => void = () => undefined;

  constructor(private readonly entries: LogEntry[]) {
    super();
  }

  add(...entries: LogEntry[]): void {
    this.entries.push(...entries);
    this.wake();
  }

  append(): Promise<Appended> {
    return Promise.reject(new Error('this log was written before'));
  }

  readStream(stream: string, from = 0n): Promise<StoredEvent[]> {
    const events = this.entries.filter((entry) => entry.stream === stream && entry.revision >= from);
    const unreadable = events.find((entry) => !isReadable(entry));
    if (unreadable !== undefined && !isReadable(unreadable)) return Promise.reject(unreadable.problem);
    return Promise.resolve(events.filter(isReadable));
  }

  readAll({
    after,
    maxCount,
    streamPrefixes,
  }: {
    after: bigint | undefined;
    maxCount: number;
    streamPrefixes: readonly string[];
  }): Promise<LogBatch & { atEnd: boolean }> {
    const rest = this.entries.filter(({ position }) => after === undefined || position > after);
    const page = rest.slice(0, maxCount);
    return Promise.resolve({
      entries: page.filter(({ stream }) => streamPrefixes.some((prefix) => stream.startsWith(prefix))),
      position: page.at(-1)?.position ?? after ?? 0n,
      atEnd: rest.length <= maxCount,
    });
  }

  head(): Promise<bigint | undefined> {
    return Promise.resolve(this.entries.at(-1)?.position);
  }

  async follow({ after, maxBatch, onBatch, onCaughtUp, signal }: FollowOptions): Promise<void> {
    const start = after === undefined ? 0 : this.entries.findIndex(({ position }) => position > after);
    let next = Math.max(0, (start < 0 ? this.entries.length : start) - this.again);
    for (let batch = 0; !signal.aborted; batch += 1) {
      if (next >= this.entries.length) {
        onCaughtUp?.();
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      const size = Math.min(this.batchSizes[batch] ?? this.batchSizes.at(-1) ?? maxBatch, maxBatch);
      const entries = this.entries.slice(next, next + size);
      await onBatch({ entries, position: entries.at(-1)!.position });
      next += entries.length;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
