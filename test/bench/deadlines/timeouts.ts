import { EventStoreDBClient, eventTypeFilter } from '@eventstore/db-client';
import type { DeadlineKind } from '#domain';

/** Counts the `TimedOut` events of one kind of every conversation as the log tells them, whoever wrote them. */
export function watchTimeouts(connectionString: string, kind: DeadlineKind) {
  const client = EventStoreDBClient.connectionString(connectionString);
  const counts = new Map<string, number>();
  const written: { readonly conversation: string; readonly at: number }[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const subscription = client
    .subscribeToAll({ filter: eventTypeFilter({ prefixes: ['TimedOut'], checkpointInterval: 1_000 }) })
    // What a run that failed leaves behind must not hide its reason.
    .on('error', (error) => console.error(error))
    .on('data', ({ event }) => {
      if (event === undefined || (event.data as { readonly kind?: unknown }).kind !== kind) return;
      const name = event.streamId.slice('conversation-'.length);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      written.push({ conversation: name, at: event.created.getTime() });
      for (const one of waiting) if (written.length >= one.count) one.resolve();
    });
  return {
    counts,
    /** In the order of the log, with the time of the event store. */
    written,
    /** Resolves when so many were written in all. */
    reach: (count: number, limitMs: number) =>
      new Promise<void>((resolve, reject) => {
        if (written.length >= count) return resolve();
        const timer = setTimeout(
          () => reject(new Error(`${written.length} of ${count} deadlines fired within ${limitMs / 1_000} s.`)),
          limitMs,
        );
        waiting.push({ count, resolve: () => (clearTimeout(timer), resolve()) });
      }),
    async stop() {
      await subscription.unsubscribe();
      await client.dispose();
    },
  };
}

export type Timeouts = ReturnType<typeof watchTimeouts>;
