import { expect, it } from '@jest/globals';
import { StreamDeletedError, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import { collect, errorOf, numbered, numbersOf, uniqueStream, type TestClient } from './test-client.js';

export function deleting(atHand: () => TestClient): void {
  const written = async () => {
    const { client } = atHand();
    const stream = uniqueStream('delete');
    await client.appendToStream(stream, numbered(4));
    return { client, stream };
  };

  it('hides the events of a deleted stream', async () => {
    const { client, stream } = await written();
    const { position } = await client.deleteStream(stream, { expectedRevision: 3n });
    expect(position?.commit).toBeGreaterThan(0n);
    expect(await errorOf(collect(client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
  });

  it('a deleted stream that is written again goes on counting and shows what is new', async () => {
    const { client, stream } = await written();
    await client.deleteStream(stream);
    const result = await client.appendToStream(stream, numbered(2), { expectedRevision: 'no_stream' });
    expect(result.nextExpectedRevision).toBe(5n);
    const read = await collect(client.readStream(stream));
    expect(read.map(({ event }) => event?.revision)).toEqual([4n, 5n]);
    const { metadata } = await client.getStreamMetadata(stream);
    expect(metadata?.truncateBefore).toBe(4);
  });

  it('new metadata makes a deleted stream exist again without its old events', async () => {
    const { client, stream } = await written();
    await client.deleteStream(stream);
    await client.setStreamMetadata(stream, { maxCount: 10 });
    await client.appendToStream(stream, numbered(1));
    const read = await collect(client.readStream(stream));
    expect(read.map(({ event }) => event?.revision)).toEqual([4n]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 10, truncateBefore: 4 });
  });

  it('a deleted stream does not exist for who expects it to', async () => {
    const { client, stream } = await written();
    await client.deleteStream(stream);
    const error = await errorOf(client.appendToStream(stream, numbered(1), { expectedRevision: 'stream_exists' }));
    expect(error).toBeInstanceOf(StreamDeletedError);
  });

  it('refuses to delete at another revision, and names it', async () => {
    const { client, stream } = await written();
    for (const expectedRevision of [2n, 9n, 'no_stream'] as const) {
      const error = await errorOf(client.deleteStream(stream, { expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      const expectedVersion = expectedRevision === 'no_stream' ? -1n : expectedRevision;
      expect(error).toMatchObject({ streamName: stream, expectedVersion, actualVersion: 3n });
    }
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([0, 1, 2, 3]);
  });

  it('refuses to delete what was never written', async () => {
    const { client } = atHand();
    const never = uniqueStream('never');
    for (const expectedRevision of ['any', 'no_stream'] as const) {
      const error = await errorOf(client.deleteStream(never, { expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
    }
  });

  it('deletes a stream that has only metadata', async () => {
    const { client } = atHand();
    const stream = uniqueStream('delete');
    await client.setStreamMetadata(stream, { cacheControl: 10 });
    const { position } = await client.deleteStream(stream, { expectedRevision: 'no_stream' });
    expect(position).toBeDefined();
  });

  it('tombstones a stream for good, and shows it in $all', async () => {
    const { client, stream } = await written();
    const { position } = await client.tombstoneStream(stream, { expectedRevision: 3n });
    expect(await errorOf(collect(client.readStream(stream)))).toBeInstanceOf(StreamDeletedError);
    expect(await errorOf(client.deleteStream(stream))).toBeInstanceOf(StreamDeletedError);
    expect(await errorOf(client.tombstoneStream(stream))).toBeInstanceOf(StreamDeletedError);
    expect(await errorOf(client.setStreamMetadata(stream, {}))).toBeInstanceOf(StreamDeletedError);
    const [event] = await collect(client.readAll({ fromPosition: position!, maxCount: 1 }));
    expect(event?.event).toMatchObject({
      streamId: stream,
      type: '$streamDeleted',
      revision: 9_223_372_036_854_775_807n,
    });
  });

  it('tombstones at the expected revision only', async () => {
    const { client, stream } = await written();
    for (const expectedRevision of [2n, 'no_stream'] as const) {
      const error = await errorOf(client.tombstoneStream(stream, { expectedRevision }));
      expect(error).toBeInstanceOf(WrongExpectedVersionError);
      expect(error).toMatchObject({ streamName: stream, actualVersion: 3n });
    }
    const never = uniqueStream('never');
    const missing = await errorOf(client.tombstoneStream(never, { expectedRevision: 'stream_exists' as 'any' }));
    expect(missing).toMatchObject({ streamName: never, expectedVersion: -4n, actualVersion: -1n });
  });

  it('tombstones a stream that was never written', async () => {
    const { client } = atHand();
    const never = uniqueStream('never');
    await client.tombstoneStream(never, { expectedRevision: 'no_stream' });
    expect(await errorOf(collect(client.readStream(never)))).toBeInstanceOf(StreamDeletedError);
  });
}
