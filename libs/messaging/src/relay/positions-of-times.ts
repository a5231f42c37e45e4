import type { EventStore } from '#event-store';
import { publishedPrefixes } from './run-relay.js';

const page = 1_000;

/**
 * The position of the last event that the log wrote before a moment, or no later than it; undefined where there is none. The log knows
 * no times, so it is read from its beginning.
 */
export async function lastPosition(
  store: EventStore,
  moment: { readonly before: Date } | { readonly upTo: Date },
  signal?: AbortSignal,
): Promise<bigint | undefined> {
  const end = 'before' in moment ? moment.before.getTime() : moment.upTo.getTime() + 1;
  let last: bigint | undefined;
  for (let after: bigint | undefined; ;) {
    signal?.throwIfAborted();
    const { entries, position, atEnd } = await store.readAll({
      after,
      maxCount: page,
      streamPrefixes: publishedPrefixes,
    });
    const beyond = entries.findIndex(({ created }) => created.getTime() >= end);
    last = (beyond === -1 ? entries.at(-1) : entries[beyond - 1])?.position ?? last;
    if (beyond !== -1 || atEnd) return last;
    after = position;
  }
}
