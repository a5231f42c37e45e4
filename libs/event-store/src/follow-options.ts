import type { LogEntry, RawEvent } from './events.js';

/** A batch of the log in order. `position` is how far the log was looked at, also where nothing passed the filter. */
export interface LogBatch<Entry = LogEntry> {
  readonly entries: readonly Entry[];
  readonly position: bigint;
}

export interface FollowOptions<Entry = LogEntry> {
  /** Exclusive; `undefined` reads from the first event. */
  readonly after: bigint | undefined;
  /** Only streams whose name begins with one of these. */
  readonly streamPrefixes: readonly string[];
  /** The most events handed over at once. */
  readonly maxBatch: number;
  /**
   * How long events that are shared may wait until a batch is full, in milliseconds: fewer and larger batches while there is much to catch
   * up with. At the end of the log nothing waits. 0 when left out.
   */
  readonly gatherMs?: number;
  /** Called one batch at a time; the next waits for it. What it throws ends `follow`. */
  readonly onBatch: (batch: LogBatch<Entry>) => Promise<void>;
  /** Called each time everything that was in the log has been handed over. */
  readonly onCaughtUp?: () => void;
  /** Which events are to be handed over; all of the streams when left out. */
  readonly concerns?: (stream: string, type: string) => boolean;
  /** Fetches each batch once for all who follow with the same one, where they are at about the same place. */
  readonly sharing?: Sharing;
  readonly signal: AbortSignal;
}

/** How one follower reads the log, and how it understands what it reads. */
export interface ReadingParts {
  readonly decode: (raws: readonly RawEvent[]) => Promise<readonly LogEntry[]>;
  /** Follows alone, decoding what it reads. */
  readonly alone: (options: FollowOptions) => Promise<void>;
  /** Follows for everybody, leaving events as they lie in the log. */
  readonly raw: (options: FollowOptions<RawEvent>) => Promise<void>;
}

/** Several followers of one process, who read the log together (`SharedReading`). */
export interface Sharing {
  /** As `EventStore.follow`; all who share name the same streams. */
  follow(options: FollowOptions, parts: ReadingParts): Promise<void>;
}
