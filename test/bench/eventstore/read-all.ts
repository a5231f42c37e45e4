import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { message } from './load.js';
import { residentMegabytes } from './node-process.js';

/** Appends until the log holds so many events, 500 in an append. */
export async function fillLog(connectionString: string, events: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const [last] = await collectOne(client);
  let missing = events - Number(last ?? 0n);
  const worker = async () => {
    while (missing > 0) {
      missing -= 500;
      const batch = Array.from({ length: 500 }, (_, n) => message(n));
      await client.appendToStream(
        batch[missing & 255]!.stream,
        batch.map(({ type, data }) => jsonEvent({ type, data })),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await client.dispose();
}

/** Reads so many events of `$all`: events per second, and the resident memory of the process `pid` on the way in MB. */
export async function readAll(connectionString: string, events: number, pid: number | undefined) {
  const client = EventStoreDBClient.connectionString(connectionString);
  const memory: number[] = [];
  const started = performance.now();
  let count = 0;
  for await (const _event of client.readAll({ maxCount: events })) {
    if (++count % 50_000 === 0) memory.push(await residentMegabytes(pid));
  }
  const seconds = (performance.now() - started) / 1_000;
  await client.dispose();
  if (count !== events) throw new Error(`${count} of ${events} events came.`);
  return { perSecond: events / seconds, memory };
}

async function collectOne(client: EventStoreDBClient): Promise<bigint[]> {
  const positions: bigint[] = [];
  const read = client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 });
  for await (const { event } of read) positions.push(event!.position.commit);
  return positions;
}
