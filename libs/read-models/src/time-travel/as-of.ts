import { readInstant, type Instant } from '#domain';
import { streamPrefixes, type EventStore, type StoredEvent } from '#event-store';
import { refuseQuery } from '../page/refusals.js';

/** A moment of the past. A time stands for the last event that the event store wrote no later. */
export type AsOf = { readonly position: bigint } | { readonly time: Instant };

/**
 * The moment behind `?asOf=`: digits are a position, all else must be an instant that has come.
 * @throws Rejected `as_of_invalid`, `moment_to_come`
 */
export function parseAsOf(text: string, now: Date = new Date()): AsOf {
  if (/^\d{1,19}$/.test(text)) return { position: BigInt(text) };
  const time = readInstant(text);
  if (time === undefined) throw refuseQuery('as_of_invalid', { asOf: text });
  if (time > now.toISOString()) throw refuseQuery('moment_to_come', { asOf: text, now: now.toISOString() });
  return { time };
}

/** The events that had happened by then. */
export function until(events: readonly StoredEvent[], asOf: AsOf): StoredEvent[] {
  if ('position' in asOf) return events.filter(({ position }) => position <= asOf.position);
  const last = Date.parse(asOf.time);
  return events.filter(({ created }) => created.getTime() <= last);
}

/**
 * About when a moment was, for looking where to look: never earlier, and no later than anything that happened after it.
 * @throws Rejected `position_beyond_head`
 */
export async function instantOf(store: EventStore, asOf: AsOf): Promise<Instant> {
  if ('time' in asOf) return asOf.time;
  await requireReached(store, asOf);
  // The first of our events after it: whatever ended later, ended no earlier than that.
  for (let after = asOf.position; ;) {
    const { entries, position, atEnd } = await store.readAll({ after, maxCount: page, streamPrefixes });
    const [next] = entries;
    if (next !== undefined) return next.created.toISOString();
    if (atEnd) return new Date().toISOString();
    after = position;
  }
}

/** Between two of our events there are seldom more of others. */
const page = 20;

/**
 * Refuses a position that the log has not come to, rather than show the present as if it were then.
 * @throws Rejected `position_beyond_head`
 */
export async function requireReached(store: EventStore, asOf: AsOf): Promise<void> {
  if (!('position' in asOf)) return;
  const head = await store.head(streamPrefixes);
  if (asOf.position > (head ?? -1n))
    throw refuseQuery('position_beyond_head', { asOf: String(asOf.position), head: String(head ?? -1n) });
}
