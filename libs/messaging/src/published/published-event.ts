import type { Actor, Instant } from '#domain';
import type { EventTopic } from './topics.js';

/** An event as the outside sees it, whether it came over Kafka or straight from the log. */
export interface PublishedEvent {
  /** The stored event's id; the same event has the same id wherever and however often it arrives. */
  readonly eventId: string;
  readonly topic: EventTopic;
  readonly type: string;
  /** Of the published type; not the stored one's. */
  readonly version: number;
  readonly stream: string;
  /** Number within the stream, from 0, without holes. */
  readonly revision: bigint;
  /** Place in the whole log; grows, with holes. */
  readonly position: bigint;
  readonly workspaceId: string;
  readonly time: Instant;
  /** When the log wrote it. */
  readonly recordedAt: Instant;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** History published again on request. */
  readonly replay: boolean;
}
