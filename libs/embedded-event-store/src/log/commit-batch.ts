import { randomUUID } from 'node:crypto';
import { encodeFrame } from '../wire/event-frame.js';
import type { NewEvent } from './operation.js';
import type { LogRecord } from './storage.js';
import { isMetastream, metastreamOf, NEVER_WRITTEN, TOMBSTONED, type StreamHead } from './stream-head.js';
import { END_OF_TIME, parseStreamMetadata } from './stream-metadata.js';

const NOTHING = Buffer.alloc(0);
const TICKS_PER_MILLISECOND = 10_000n;

/** The records that one commit will write, and the heads as they will be then. */
export class CommitBatch {
  readonly records: LogRecord[] = [];
  readonly heads = new Map<string, StreamHead>();
  /** Size of the frames. */
  bytes = 0;
  readonly #ids = new Set<string>();
  readonly #created = BigInt(Date.now()) * TICKS_PER_MILLISECOND;

  /**
   * @param committed heads as of the last commit, of every stream the batch will touch
   * @param last position of the last committed event
   */
  constructor(
    private readonly committed: ReadonlyMap<string, StreamHead>,
    private readonly last: bigint,
  ) {}

  head(stream: string): StreamHead {
    return this.heads.get(stream) ?? this.committed.get(stream) ?? NEVER_WRITTEN;
  }

  /** True when this batch writes to the stream: what the storage says of it is not the whole truth then. */
  touches(stream: string): boolean {
    return this.heads.has(stream);
  }

  /** True when this batch writes an event of this id to the stream. */
  writes(stream: string, id: string): boolean {
    return this.#ids.has(id + stream);
  }

  append(stream: string, event: NewEvent): LogRecord {
    const revision = this.head(stream).last + 1n;
    const metadata = isMetastream(stream) ? { metadata: parseStreamMetadata(event.data) } : {};
    this.heads.set(stream, { last: revision, ...metadata });
    return this.#record(stream, revision, event);
  }

  appendMetadata(stream: string, data: Buffer): LogRecord {
    const type = '$metadata';
    return this.append(metastreamOf(stream), { ...systemEvent(type), data });
  }

  tombstone(stream: string): LogRecord {
    this.heads.set(stream, TOMBSTONED);
    return this.#record(stream, END_OF_TIME, systemEvent('$streamDeleted'));
  }

  #record(stream: string, revision: bigint, event: NewEvent): LogRecord {
    const position = this.last + BigInt(this.records.length + 1);
    const frame = encodeFrame({ ...event, stream, revision, position, created: this.#created });
    const record = { position, stream, revision, id: event.id, type: event.type, frame };
    this.records.push(record);
    this.#ids.add(event.id + stream);
    this.bytes += frame.length;
    return record;
  }
}

function systemEvent(type: string): NewEvent {
  return { id: randomUUID(), type, contentType: 'application/json', data: NOTHING, metadata: NOTHING };
}
