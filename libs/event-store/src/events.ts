import type { Actor, DomainEvent, Instant } from '#domain';

/** What the log knows beside every event's own data. Stored as the event's metadata, as JSON. */
export interface EventMetadata {
  readonly workspaceId: string;
  /** The contact whose key seals the personal fields, for streams that belong to one. */
  readonly contactId?: string;
  readonly actor: Actor;
  readonly occurredAt: Instant;
  readonly commandId: string;
  /** Keyed hash of the command's body: the same id with another body is refused. */
  readonly commandHash: string;
  readonly causationId: string | null;
  readonly correlationId: string;
  readonly schemaVersion: number;
  /** Set on the last event of a command that was recorded and refused, so that its retry gets the same answer. */
  readonly refusal?: {
    readonly kind: string;
    readonly code: string;
    readonly detail: string;
    /** Without people: metadata is not sealed. */
    readonly facts?: Readonly<Record<string, unknown>>;
  };
}

/** An event as it stands in the log, opened and brought to its latest shape. */
export interface StoredEvent<Event extends DomainEvent = DomainEvent> {
  readonly eventId: string;
  readonly stream: string;
  /** Number within the stream, from 0. */
  readonly revision: bigint;
  /** Place in the whole log; grows, with holes. */
  readonly position: bigint;
  readonly event: Event;
  readonly metadata: EventMetadata;
  /** When the event store wrote it: the clock of time travel. */
  readonly created: Date;
}

/** An event that could not be understood: whoever follows the log parks its stream and goes on with the others. */
export interface UnreadableEvent {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly created: Date;
  readonly problem: Error;
}

export type LogEntry = StoredEvent | UnreadableEvent;

export function isReadable(entry: LogEntry): entry is StoredEvent {
  return !('problem' in entry);
}

/** An event as it is about to be stored: personal fields sealed, bytes final, so that a retry sends the very same. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

/** An event as it came from the log, not yet opened. */
export interface RawEvent {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly created: Date;
}
