import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { WrongExpectedVersionError } from '@eventstore/db-client';
import { collect, errorOf, numbered, numbersOf, uniqueStream, type TestClient } from './test-client.js';

export function metadata(atHand: () => TestClient): void {
  const written = async (count: number) => {
    const { client } = atHand();
    const stream = uniqueStream('metadata');
    await client.appendToStream(stream, numbered(count));
    return { client, stream };
  };

  it('comes back as it was set, unknown keys too', async () => {
    const { client } = atHand();
    const stream = uniqueStream('metadata');
    const set = { maxAge: 20, maxCount: 12, truncateBefore: 1, acl: { readRoles: ['$all'] }, turkey: '🦃' };
    await client.setStreamMetadata(stream, set);
    const got = await client.getStreamMetadata(stream);
    expect(got).toMatchObject({ streamName: stream, metadata: set });
    await client.setStreamMetadata(stream, { maxCount: 11 });
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 11 });
  });

  it('is empty for a stream without any', async () => {
    const { client, stream } = await written(1);
    expect(await client.getStreamMetadata(stream)).toEqual({ streamName: stream });
    expect(await client.getStreamMetadata(uniqueStream('never'))).toMatchObject({});
  });

  it('is guarded by the revision of its own stream', async () => {
    const { client } = atHand();
    const stream = uniqueStream('metadata');
    await client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: 'no_stream' });
    await client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 0n });
    const error = await errorOf(client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n }));
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
  });

  it('$maxCount shows the last events only, both ways', async () => {
    const { client, stream } = await written(10);
    await client.setStreamMetadata(stream, { maxCount: 3 });
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([7, 8, 9]);
    expect(numbersOf(await collect(back))).toEqual([9, 8, 7]);
    await client.appendToStream(stream, numbered(1));
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([8, 9, 0]);
  });

  it('$tb shows the events from that revision on', async () => {
    const { client, stream } = await written(5);
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([3, 4]);
    await client.setStreamMetadata(stream, { truncateBefore: 9 });
    expect(await collect(client.readStream(stream))).toEqual([]);
  });

  it('$maxAge shows the young events only', async () => {
    const { client, stream } = await written(3);
    await client.setStreamMetadata(stream, { maxAge: 1 });
    await sleep(1_100);
    await client.appendToStream(stream, numbered(1));
    const [only, more] = await collect(client.readStream(stream, { maxCount: 10 }));
    expect([only?.event?.revision, more]).toEqual([3n, undefined]);
  });

  it('the limit that hides more counts', async () => {
    const { client, stream } = await written(10);
    await client.setStreamMetadata(stream, { maxCount: 5, truncateBefore: 8 });
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([8, 9]);
  });

  it('of a metadata stream only the last event is shown', async () => {
    const { client, stream } = await written(1);
    for (const maxCount of [1, 2, 3]) await client.setStreamMetadata(stream, { maxCount });
    const shown = await collect(client.readStream(`$$${stream}`));
    expect(shown.map(({ event }) => event?.revision)).toEqual([2n]);
  });
}
