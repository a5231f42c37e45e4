/** An event on its way into the log, with the frame that every reader of it will be sent. */
export interface LogRecord {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly frame: Buffer;
}

export type Direction = 'forwards' | 'backwards';

/** A piece of the log or of a stream: at most `limit` frames from `from` (inclusive) in that direction. */
export interface Range {
  readonly direction: Direction;
  readonly from: bigint;
  readonly limit: number;
}

/** Where a stream ends. */
export interface StoredHead {
  /** Revision of the last event; -1 when the stream was never written. */
  readonly last: bigint;
  /** Frame of the last event; storages may leave it out for streams that are not metadata streams. */
  readonly lastFrame?: Buffer;
}

/** The storage cannot be read now; nothing is wrong with what was asked. */
export class StorageUnavailable extends Error {}

/**
 * What the log needs of a storage. It has one writer, the log, which calls `append` again only after the call before has
 * settled; reads run beside it. Pages are also bounded in bytes, so a page shorter than its limit does not mean the end:
 * an empty one does. Reads reject with StorageUnavailable.
 */
export interface Storage {
  /** Position of the last event; 0 when the log is empty. */
  lastPosition(): Promise<bigint>;
  /** Writes all records, which continue the total order, or none; resolves when they are durable. */
  append(records: readonly LogRecord[]): Promise<void>;
  readAll(range: Range): Promise<Buffer[]>;
  readStream(stream: string, range: Range): Promise<Buffer[]>;
  /** The heads of the streams, in the order asked. */
  heads(streams: readonly string[]): Promise<StoredHead[]>;
  close(): Promise<void>;
}
