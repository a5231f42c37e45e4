// Uses the newer client against the server at the given address, and prints what it saw as JSON. A process of its own:
// the generated code of both clients puts the same names into one global object, so they cannot share a process.
import { once } from 'node:events';
import { jsonEvent, KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';

const client = KurrentDBClient.connectionString(process.argv[2]);
const events = (count) => Array.from({ length: count }, (_, n) => jsonEvent({ type: 'noted', data: { n } }));

async function all(stream, see, enough = Infinity) {
  const seen = [];
  for await (const { event } of stream) {
    if (seen.push(see(event)) >= enough) break;
  }
  return seen;
}

const appended = await client.appendToStream('kurrent', events(3), { streamState: 'no_stream' });
const read = await all(client.readStream('kurrent'), (event) => event.data.n);

for (const stream of ['filtered-a', 'other', 'filtered-b']) await client.appendToStream(stream, events(3));
const filter = streamNameFilter({ prefixes: ['filtered-'] });
const filtered = await all(client.readAll({ fromPosition: START, filter, maxCount: 4 }), (event) => event.streamId);

const subscription = client.subscribeToAll({ fromPosition: START, filter });
const live = once(subscription, 'caughtUp').then(() => client.appendToStream('filtered-c', events(1)));
const followed = await all(subscription, (event) => event.streamId, 7);
await Promise.all([subscription.unsubscribe(), live]);

const toStream = client.subscribeToStream('kurrent', { fromRevision: 0n });
const streamed = await all(toStream, (event) => event.data.n, 2);
await toStream.unsubscribe();

await client.setStreamMetadata('kurrent', { maxCount: 2 });
const limited = await all(client.readStream('kurrent'), (event) => event.data.n);

const errors = [];
const failing = [
  () => client.appendToStream('kurrent', events(1), { streamState: 7n }),
  async () => {
    await client.deleteStream('kurrent');
    await all(client.readStream('kurrent'), () => 0);
  },
  async () => {
    await client.tombstoneStream('kurrent');
    await client.appendToStream('kurrent', events(1));
  },
];
for (const fail of failing) await fail().catch((error) => errors.push(error.type));

await client.dispose();
const revision = Number(appended.nextExpectedRevision);
process.stdout.write(JSON.stringify({ revision, read, filtered, followed, streamed, limited, errors }));
