import { EventStoreDBClient, type AllStreamResolvedEvent } from '@eventstore/db-client';
import type { FieldsLookedAt } from '#domain';
import { Codec, type UnsealedEvent } from './codec.js';
import { EventStore, EventStoreUnavailable, RevisionConflict, type Appended } from './event-store.js';
import { isReadable, type RawEvent, type StoredEvent } from './events.js';
import type { FieldSealer } from './field-sealer.js';
import { followLog } from './follow-log.js';
import type { FollowOptions, LogBatch } from './follow-options.js';
import { BatchAppends, encodeEvents } from './wire-append.js';
import { startRead, type ReadRequest } from './wire-read.js';

export interface EventStoreDBOptions {
  /** As EventStoreDB documents it, e.g. `esdb://127.0.0.1:2113?tls=false`. */
  readonly connectionString: string;
  readonly sealer: FieldSealer;
  /** Events come as they were stored, envelopes closed and in that shape, not in today's: for the ledger, whose leaves never change. */
  readonly asStored?: boolean;
  /** How long one try of an append or a read may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** How often an append without an answer is sent again, the same bytes each time. */
  readonly attempts?: number;
  /** Told of every fault that was survived. */
  readonly onFault?: (what: string, error: unknown) => void;
}

/** How many events one look for the head reads: the newest is nearly always ours. */
const headPage = 16;

/** A subscription tells its place at least every 32 events, so one that lives has come to the oldest of twice as many. */
const duePage = 64;

const closeMs = 2_000;

/** The log on EventStoreDB, or on anything that speaks its protocol, through the official client. */
export class EventStoreDB extends EventStore {
  private readonly client: EventStoreDBClient;
  private readonly appends: BatchAppends;
  private readonly codec: Codec;
  private readonly timeoutMs: number;
  private readonly attempts: number;
  private readonly onFault: (what: string, error: unknown) => void;

  constructor(options: EventStoreDBOptions) {
    super();
    this.client = EventStoreDBClient.connectionString(options.connectionString);
    this.appends = new BatchAppends(this.client);
    this.codec = new Codec(options.sealer, options.asStored);
    this.timeoutMs = options.timeoutMs ?? 5_000;
    this.attempts = options.attempts ?? 4;
    this.onFault = options.onFault ?? (() => undefined);
  }

  async append(stream: string, expected: bigint | 'no_stream', events: readonly UnsealedEvent[]): Promise<Appended> {
    // Sealed once: a retry must send the very same bytes to be recognised as the same append.
    const bytes = encodeEvents(await this.codec.encode(events));
    for (let attempt = 1; ; attempt += 1) {
      try {
        const appending = this.appends.append(stream, expected, bytes, this.timeoutMs);
        const answer = await within(this.timeoutMs, `append to ${stream}`, appending);
        if (answer.kind === 'wrong_revision') throw new RevisionConflict(stream);
        if (answer.kind === 'refused') throw new EventStoreUnavailable(`append to ${stream}: ${answer.reason}`);
        if (answer.position === undefined)
          throw new EventStoreUnavailable('the event store answered without a position');
        return { revision: answer.revision, position: answer.position };
      } catch (error) {
        if (error instanceof RevisionConflict) throw error;
        if (attempt === this.attempts) throw unavailable(`append to ${stream}`, error);
        this.onFault(`append to ${stream}, try ${attempt}`, error);
        await pause(50 * 2 ** attempt);
      }
    }
  }

  async readStream(stream: string, from = 0n, looksAt?: FieldsLookedAt): Promise<StoredEvent[]> {
    const raws = await this.reading(`read of ${stream}`, { stream, from, maxCount: Number.MAX_SAFE_INTEGER });
    return (await this.codec.decode(raws, looksAt)).map((entry) => {
      if (isReadable(entry)) return entry;
      throw entry.problem;
    });
  }

  async readAll(options: {
    readonly after: bigint | undefined;
    readonly maxCount: number;
    readonly streamPrefixes: readonly string[];
  }): Promise<LogBatch & { readonly atEnd: boolean }> {
    const { after, maxCount } = options;
    // Reading from a position includes the event that stands there, so one more is asked for and left out.
    const raws = await this.reading('read of the log', { all: after ?? 'start', maxCount: maxCount + 1 });
    const fresh = raws.filter(({ position }) => after === undefined || position > after);
    const ours = fresh.filter(({ stream }) => options.streamPrefixes.some((prefix) => stream.startsWith(prefix)));
    return {
      entries: await this.codec.decode(ours),
      position: fresh.at(-1)?.position ?? after ?? 0n,
      atEnd: raws.length <= maxCount,
    };
  }

  async head(streamPrefixes: readonly string[]): Promise<bigint | undefined> {
    for (let before: bigint | undefined; ;) {
      // Pages that are read to their end: the client keeps every call that was left earlier until the process ends.
      const page = await this.backwards(before, headPage);
      const ours = page.find(({ stream }) => streamPrefixes.some((prefix) => stream.startsWith(prefix)));
      if (ours !== undefined || page.length < headPage) return ours?.position;
      before = page.at(-1)!.position;
    }
  }

  /**
   * How far a subscription that lives must have come by now. Unlike the head it costs one page, also where what is followed is rare:
   * the last change of the settings may stand millions of messages back.
   */
  private async due(streamPrefixes: readonly string[]): Promise<bigint | undefined> {
    const page = await this.backwards(undefined, duePage);
    const ours = page.find(({ stream }) => streamPrefixes.some((prefix) => stream.startsWith(prefix)));
    return ours?.position ?? (page.length < duePage ? undefined : page.at(-1)!.position);
  }

  /** The events before a position (exclusive), newest first. */
  private backwards(before: bigint | undefined, maxCount: number): Promise<RawEvent[]> {
    return this.reading('read of the head', { all: before ?? 'end', maxCount, backwards: true });
  }

  async follow(options: FollowOptions): Promise<void> {
    const { concerns = () => true, sharing } = options;
    const decode = (raws: readonly RawEvent[]) => this.codec.decode(raws);
    const alone = (own: FollowOptions) =>
      this.followAs(own, (raws) => decode(raws.filter(({ stream, type }) => concerns(stream, type))));
    if (sharing === undefined) return alone(options);
    const raw = (own: FollowOptions<RawEvent>) => this.followAs(own, (raws) => Promise.resolve(raws));
    return sharing.follow(options, { decode, alone, raw });
  }

  private followAs<Entry>(
    options: FollowOptions<Entry>,
    decode: (raws: readonly RawEvent[]) => Promise<readonly Entry[]>,
  ): Promise<void> {
    return followLog(this.client, options, {
      decode,
      due: () => this.due(options.streamPrefixes),
      rawOf,
      onFault: this.onFault,
    });
  }

  async close(): Promise<void> {
    // Its own wait has no end where a call was cut off by a fault.
    await within(closeMs, 'closing', this.client.dispose()).catch((error: unknown) => this.onFault('closing', error));
  }

  /** A read without an answer is tried again: reading twice harms nobody. */
  private async reading(what: string, request: ReadRequest): Promise<RawEvent[]> {
    for (let attempt = 1; ; attempt += 1) {
      const reading = startRead(this.client, request);
      try {
        return await within(this.timeoutMs, what, reading.events);
      } catch (error) {
        // After a time-out it is still under way.
        reading.cancel();
        if (attempt === this.attempts) throw unavailable(what, error);
        this.onFault(`${what}, try ${attempt}`, error);
        await pause(50 * 2 ** attempt);
      }
    }
  }
}

function rawOf(resolved: AllStreamResolvedEvent): RawEvent | undefined {
  const { event } = resolved;
  if (event === undefined) return undefined;
  const position = event.position?.commit ?? resolved.commitPosition;
  if (position === undefined) return undefined;
  const { id, streamId, revision, type, data, metadata, created } = event;
  return { eventId: id, stream: streamId, revision, position, type, data, metadata, created };
}

async function within<Result>(ms: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EventStoreUnavailable(`${what}: no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(what: string, error: unknown): EventStoreUnavailable {
  return error instanceof EventStoreUnavailable
    ? error
    : new EventStoreUnavailable(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
