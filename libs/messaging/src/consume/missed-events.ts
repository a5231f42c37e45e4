import { EventStoreUnavailable, type EventStore } from '#event-store';
import type { PublishedEvent } from '../published/published-event.js';
import { toPublic } from '../published/to-public.js';
import { Unusable } from './problem.js';

/**
 * The published events of a stream from a revision on, from the log.
 * @param to included; undefined: to the stream's end
 */
export type MissedEvents = (stream: string, from: bigint, to?: bigint) => Promise<readonly PublishedEvent[]>;

/**
 * @param store reading with `KeepSealed`
 * @throws Unusable when the log does not hold what is asked for, or in a form that this program does not know
 */
export function missedFrom(store: EventStore): MissedEvents {
  return async (stream, from, to) => {
    const events: PublishedEvent[] = [];
    for (const stored of await readable(store, stream, from)) {
      if (to !== undefined && stored.revision > to) break;
      const event = toPublic(stored);
      if (event === undefined) throw new Unusable('the log holds an event of a type that this program does not know');
      events.push(event);
    }
    if (to !== undefined && events.length !== Number(to - from) + 1)
      throw new Unusable('the log does not hold the events before this one');
    return events;
  };
}

async function readable(store: EventStore, stream: string, from: bigint) {
  try {
    return await store.readStream(stream, from);
  } catch (error) {
    if (error instanceof EventStoreUnavailable) throw error;
    throw new Unusable('the log holds an event that this program cannot read', { cause: error });
  }
}
