import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, type JSONRecordedEvent } from '@eventstore/db-client';
import { rate } from '../eventstore/load.js';

/**
 * The floors: the client alone on the same node, with an event of the type `like` that was taken from the log, so that it has the size of ours.
 * Appending to streams of its own; and reading each of ours once and appending to it at the exact revision.
 */
export async function bareClient(
  connectionString: string,
  streams: readonly string[],
  inFlight: number,
  like = 'MemberReplied',
) {
  const client = EventStoreDBClient.connectionString(connectionString);
  let sample: JSONRecordedEvent | undefined;
  for await (const { event } of client.readStream(streams[0]!, {
    direction: 'backwards',
    fromRevision: 'end',
    maxCount: 20,
  }))
    if (event?.type === like) sample ??= event as JSONRecordedEvent;
  if (sample === undefined) throw new Error('There is no event to take as a sample.');
  const { type, data, metadata } = sample;
  const event = () => jsonEvent({ type, data, metadata: metadata as Record<string, unknown> });
  const own = randomUUID();
  return {
    type,
    bytes: JSON.stringify(data).length + JSON.stringify(metadata).length,
    data,
    metadata,
    appends: (milliseconds: number) =>
      rate(inFlight, milliseconds, (n) => client.appendToStream(`bare-${own}-${n % 1_000}`, event())),
    /** Each stream once; the copies are the bare client's own, so that ours stay as they are. */
    async readsAndAppends(copies: readonly string[]): Promise<number> {
      const started = performance.now();
      let next = 0;
      const worker = async () => {
        while (next < copies.length) {
          const stream = copies[next++]!;
          let revision = 0n;
          for await (const { event: read } of client.readStream(stream)) revision = read!.revision;
          await client.appendToStream(stream, event(), { expectedRevision: revision });
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      return copies.length / ((performance.now() - started) / 1_000);
    },
    /** Lays down streams with the very events of ours. */
    async copy(names: readonly string[]): Promise<readonly string[]> {
      const rest = [...names];
      const worker = async () => {
        for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
          const events = [];
          for await (const { event: read } of client.readStream(name))
            events.push(jsonEvent({ ...(read as JSONRecordedEvent), id: randomUUID() }));
          await client.appendToStream(copyOf(name), events);
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      return names.map(copyOf);
    },
    stop: () => client.dispose(),
  };
}

const copyOf = (name: string) => `bare-copy-${name}`;

export type BareClient = Awaited<ReturnType<typeof bareClient>>;
