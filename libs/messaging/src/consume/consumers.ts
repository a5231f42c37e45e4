import type { ClientBase } from 'pg';
import type { PublishedEvent } from '../published/published-event.js';
import type { EventTopic } from '../published/topics.js';

/**
 * What a group does with an event. Everything it writes through `tx` commits with the mark that the event was dealt with, so it happens
 * once, and in the order of the event's stream. What it does to the outside may happen again after a crash: give that the event's id.
 * A handler that throws is tried again, then its stream is parked; it must come back within the time limit.
 */
export type Handler = (event: PublishedEvent, tx: ClientBase) => Promise<void>;

export interface ConsumptionState {
  /** Whether events are being taken right now. */
  readonly running: boolean;
  /** Messages not yet dealt with: end offset − applied, over the partitions of this process; undefined while unknown. */
  readonly lag: number | undefined;
}

/** A group at work. */
export interface Consumption {
  readonly group: string;
  state(): ConsumptionState;
  /** Resolves when the batch in hand was dealt with, or given up. */
  stop(): Promise<void>;
}

export interface ConsumeOptions {
  /** Where a group begins that was never seen before. Default: at the beginning of history. */
  readonly from?: 'beginning' | 'now';
}

/** The one way to hear of events: over Kafka, or straight from the log where there is no broker. */
export interface Consumers {
  consume(group: string, topics: readonly EventTopic[], handler: Handler, options?: ConsumeOptions): Consumption;
}
