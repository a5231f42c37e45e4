import type { EventStore } from '#event-store';
import { nextConversation, settings } from './histories.js';

const inFlight = 24;

/** Appends conversations, sealed as in production, until the log holds so many events. */
export async function fillLog(store: EventStore, events: number, onEvents: (count: number) => void): Promise<number> {
  for (const { stream, events: some } of settings()) await store.append(stream, 'no_stream', some);
  let count = 0;
  let n = 0;
  const worker = async () => {
    while (count < events) {
      const { stream, events: some } = nextConversation(n++);
      count += some.length;
      await store.append(stream, 'no_stream', some);
      onEvents(count);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return count;
}
