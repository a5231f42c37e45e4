import type { DomainEvent, FieldsLookedAt } from '#domain';
import type { EventMetadata, StoredEvent } from './events.js';
import type { FollowOptions, LogBatch } from './follow-options.js';

/** What an append left behind: the revision of its last event and that event's place in the log. */
export interface Appended {
  readonly revision: bigint;
  readonly position: bigint;
}

/** The stream moved on since it was read: load again and decide again. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';

  constructor(readonly stream: string) {
    super(`${stream} is not at the expected revision`);
  }
}

/** The event store did not answer in time, or not at all. Whether the append happened is unknown; the same bytes may be sent again. */
export class EventStoreUnavailable extends Error {
  override readonly name = 'EventStoreUnavailable';
}

/** The log, as the rest of the product sees it. Type and injection token in one. */
export abstract class EventStore {
  /**
   * Appends all events or none. Idempotent: the same ids at the same expected revision give the first answer again.
   * @throws RevisionConflict, EventStoreUnavailable
   */
  abstract append(
    stream: string,
    expected: bigint | 'no_stream',
    events: readonly { readonly eventId: string; readonly event: DomainEvent; readonly metadata: EventMetadata }[],
  ): Promise<Appended>;

  /**
   * The events of one stream from `from` on; none when there is no such stream. Throws where one cannot be read. With `looksAt`, only
   * these personal fields are opened, and the others come as `null`; their keys must be there all the same.
   */
  abstract readStream(stream: string, from?: bigint, looksAt?: FieldsLookedAt): Promise<StoredEvent[]>;

  /** A page of the log after a position (exclusive), with the events of the named streams only. */
  abstract readAll(options: {
    readonly after: bigint | undefined;
    readonly maxCount: number;
    readonly streamPrefixes: readonly string[];
  }): Promise<LogBatch & { readonly atEnd: boolean }>;

  /** Where the newest event stands that belongs to one of the named streams; `undefined` for an empty log. */
  abstract head(streamPrefixes: readonly string[]): Promise<bigint | undefined>;

  /**
   * Follows the log until the signal aborts: catches up, then lives. Survives every fault of the connection by going on from the
   * last batch handed over.
   */
  abstract follow(options: FollowOptions): Promise<void>;

  abstract close(): Promise<void>;
}

/** The streams of this product. */
export const streamPrefixes = ['conversation-', 'agent-', 'workspace-', 'contact-', 'auditExport-'] as const;
