import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, FieldSealer } from '#event-store';
import type { Publisher } from '../kafka/publisher.js';
import { toRecord } from '../published/cloud-event.js';
import { openPersonal } from '../published/open-personal.js';
import type { PublishedEvent } from '../published/published-event.js';
import { eventTopics, streamPrefixOf, type EventTopic } from '../published/topics.js';
import { prepareBatch } from './prepare-batch.js';
import { beginning, type Leadership, type RelayJournal } from './relay-journal.js';
import { RelayWatch, type RelayState } from './relay-state.js';

export interface RelayOptions {
  /** Reading with `KeepSealed`: the relay sees no personal value. */
  readonly store: EventStore;
  readonly publisher: Publisher;
  readonly journal: RelayJournal;
  readonly signal: AbortSignal;
  /** Topics whose personal fields are published open, and who opens them. */
  readonly clear?: { readonly topics: readonly EventTopic[]; readonly sealer: FieldSealer };
  /** The most events in one round. */
  readonly maxBatch?: number;
  readonly onState?: (state: RelayState) => void;
  /** Told of every fault that was survived. */
  readonly onFault?: (what: string, error: unknown) => void;
}

/** The streams that are published. */
export const publishedPrefixes = eventTopics.map(streamPrefixOf);

const maxBackoffMs = 5_000;
/** How long a position without a new event may go unstored. */
const idleStoreMs = 5_000;

/**
 * Publishes the log until the signal aborts: read on, publish, store the position. At least once, and in order within a stream. Of
 * several relays one leads. Survives faults of Kafka (the batch waits and is tried again), of Postgres and of the log.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  const { journal, signal } = options;
  const watch = new RelayWatch(options.store, publishedPrefixes, options.onState, options.onFault);
  try {
    for (let failures = 0; !signal.aborted;) {
      try {
        await journal.lead(signal, async (leadership) => {
          watch.leading(true);
          failures = 0;
          await publishWhileLeading(options, leadership, watch);
        });
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        options.onFault?.('relay', error);
      }
      watch.leading(false);
      await backOff(failures, signal);
    }
  } finally {
    watch.stop();
  }
}

async function publishWhileLeading(options: RelayOptions, leadership: Leadership, watch: RelayWatch): Promise<void> {
  const { store } = options;
  const start = await leadership.read();
  const held = new Set(start.parked.map(({ stream }) => stream));
  let stored = start.position;
  let storedAt = Date.now();
  watch.at(stored);
  for (const { stream, revision } of start.parked)
    if (await publishParked(options, leadership, watch, stream, revision, stored)) held.delete(stream);
  watch.parked(held.size);
  await store.follow({
    after: stored === beginning ? undefined : stored,
    streamPrefixes: publishedPrefixes,
    maxBatch: options.maxBatch ?? 500,
    signal: leadership.signal,
    onCaughtUp: () => watch.caughtUp(),
    onBatch: async ({ entries, position }) => {
      const { events, parked } = prepareBatch(entries, held);
      watch.holding(entries[0]?.created);
      await publishSurely(options, leadership.signal, watch, events);
      if (entries.length > 0 || Date.now() - storedAt > idleStoreMs) {
        await leadership.advance(stored, position, parked);
        stored = position;
        storedAt = Date.now();
      }
      watch.parked(held.size);
      watch.at(position);
    },
  });
}

/** A stream that an older program could not go on with: what it held back, if this program understands it. */
async function publishParked(
  options: RelayOptions,
  leadership: Leadership,
  watch: RelayWatch,
  stream: string,
  revision: bigint,
  until: bigint,
): Promise<boolean> {
  try {
    const waiting = (await options.store.readStream(stream, revision)).filter(({ position }) => position <= until);
    const { events, parked } = prepareBatch(waiting, new Set());
    if (parked.length > 0) return false;
    await publishSurely(options, leadership.signal, watch, events);
    await leadership.unpark(stream);
    return true;
  } catch (error) {
    leadership.signal.throwIfAborted();
    options.onFault?.(`the parked stream ${stream}`, error);
    return false;
  }
}

/** Tries until Kafka has taken the events: nothing later may overtake them. */
async function publishSurely(
  options: RelayOptions,
  signal: AbortSignal,
  watch: RelayWatch,
  events: readonly PublishedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  for (let failures = 0; ;) {
    signal.throwIfAborted();
    try {
      const ready = await openWhereConfigured(options, events);
      await options.publisher.publish(ready.map((event) => ({ topic: event.topic, ...toRecord(event) })));
      watch.kafka(true);
      return;
    } catch (error) {
      failures += 1;
      watch.kafka(false);
      options.onFault?.('publishing to Kafka', error);
      await backOff(failures, signal);
    }
  }
}

async function openWhereConfigured(
  { clear }: RelayOptions,
  events: readonly PublishedEvent[],
): Promise<readonly PublishedEvent[]> {
  if (clear === undefined || clear.topics.length === 0) return events;
  const opened = await openPersonal(
    clear.sealer,
    events.filter(({ topic }) => clear.topics.includes(topic)),
  );
  const byId = new Map(opened.map((event) => [event.eventId, event]));
  return events.map((event) => byId.get(event.eventId) ?? event);
}

async function backOff(failures: number, signal: AbortSignal): Promise<void> {
  await pause(Math.min(100 * 2 ** failures, maxBackoffMs), undefined, { signal }).catch(() => undefined);
}
