import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, type JSONRecordedEvent } from '@eventstore/db-client';
import { rate } from '../eventstore/load.js';

/** How many streams are written at the same time: as many as of ours. */
const atOnce = 64;

/**
 * The floors: the client alone on the same node, with the events that one command of ours appends: one of each type in `like`, taken from
 * the log, so that they have the size of ours. Appending to streams of its own; and reading each of ours once and appending to it at the
 * exact revision.
 */
export async function bareClient(
  connectionString: string,
  streams: readonly string[],
  inFlight: number,
  like: readonly string[] = ['MemberReplied'],
) {
  const client = EventStoreDBClient.connectionString(connectionString);
  const newest: JSONRecordedEvent[] = [];
  for await (const { event } of client.readStream(streams[0]!, {
    direction: 'backwards',
    fromRevision: 'end',
    maxCount: 20,
  }))
    newest.push(event as JSONRecordedEvent);
  const samples = like.map((type) => {
    const found = newest.find((event) => event.type === type);
    if (found === undefined) throw new Error(`There is no ${type} to take as a sample.`);
    return found;
  });
  const events = () =>
    samples.map(({ type, data, metadata }) => jsonEvent({ type, data, metadata: metadata as Record<string, unknown> }));
  const { data, metadata } = samples[0]!;
  const own = randomUUID();
  return {
    bytes: JSON.stringify(data).length + JSON.stringify(metadata).length,
    data,
    metadata,
    appends: (milliseconds: number) =>
      rate(inFlight, milliseconds, (n) => client.appendToStream(`bare-${own}-${n % 1_000}`, events())),
    /** Each stream once; the copies are the bare client's own, so that ours stay as they are. */
    async readsAndAppends(copies: readonly string[]): Promise<number> {
      const started = performance.now();
      let next = 0;
      const worker = async () => {
        while (next < copies.length) {
          const stream = copies[next++]!;
          let revision = 0n;
          for await (const { event: read } of client.readStream(stream)) revision = read!.revision;
          await client.appendToStream(stream, events(), { expectedRevision: revision });
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      return copies.length / ((performance.now() - started) / 1_000);
    },
    /**
     * Lays down streams with the very events of ours, up to the first of a type that only our own command wrote. One by one and many streams
     * at once, so that they lie as scattered in the database as ours.
     */
    async copy(names: readonly string[], before?: string): Promise<readonly string[]> {
      const rest = [...names];
      const worker = async () => {
        for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
          const events = [];
          for await (const { event: read } of client.readStream(name))
            events.push(jsonEvent({ ...(read as JSONRecordedEvent), id: randomUUID() }));
          const end = events.findIndex((one) => one.type === before);
          for (const event of end < 0 ? events : events.slice(0, end)) await client.appendToStream(copyOf(name), event);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return names.map(copyOf);
    },
    stop: () => client.dispose(),
  };
}

const copyOf = (name: string) => `bare-copy-${name}`;

export type BareClient = Awaited<ReturnType<typeof bareClient>>;
