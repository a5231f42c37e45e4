import { expect, it } from '@jest/globals';
import { StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { collect, errorOf, numbered, numbersOf, uniqueStream, type TestClient } from './test-client.js';

export function reading(atHand: () => TestClient): void {
  const written = async (count: number) => {
    const { client } = atHand();
    const stream = uniqueStream('read');
    await client.appendToStream(stream, numbered(count));
    return { client, stream };
  };

  it('goes forwards from the start and backwards from the end', async () => {
    const { client, stream } = await written(4);
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual([0, 1, 2, 3]);
    expect(numbersOf(await collect(back))).toEqual([3, 2, 1, 0]);
  });

  it('starts with the event of the revision, both ways', async () => {
    const { client, stream } = await written(4);
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 2n });
    expect(numbersOf(await collect(client.readStream(stream, { fromRevision: 2n })))).toEqual([2, 3]);
    expect(numbersOf(await collect(back))).toEqual([2, 1, 0]);
  });

  it('stops at the asked count', async () => {
    const { client, stream } = await written(4);
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 3 });
    expect(numbersOf(await collect(client.readStream(stream, { maxCount: 2 })))).toEqual([0, 1]);
    expect(numbersOf(await collect(back))).toEqual([3, 2, 1]);
  });

  it('finds nothing beyond the end, and that is no error', async () => {
    const { client, stream } = await written(2);
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 99n });
    expect(await collect(client.readStream(stream, { fromRevision: 2n }))).toEqual([]);
    expect(numbersOf(await collect(back))).toEqual([1, 0]);
  });

  it('reads streams of many pages completely and in order, both ways', async () => {
    const { client, stream } = await written(1_500);
    const numbers = Array.from({ length: 1_500 }, (_, n) => n);
    const back = client.readStream(stream, { direction: 'backwards', fromRevision: 'end' });
    expect(numbersOf(await collect(client.readStream(stream)))).toEqual(numbers);
    expect(numbersOf(await collect(back))).toEqual(numbers.reverse());
  });

  it('says that a stream was not found', async () => {
    const { client } = atHand();
    const stream = uniqueStream('missing');
    const error = await errorOf(collect(client.readStream(stream)));
    expect(error).toBeInstanceOf(StreamNotFoundError);
    expect(error).toMatchObject({ streamName: stream });
  });

  it('says that a stream was tombstoned', async () => {
    const { client, stream } = await written(2);
    await client.tombstoneStream(stream);
    const error = await errorOf(collect(client.readStream(stream)));
    expect(error).toBeInstanceOf(StreamDeletedError);
    expect(error).toMatchObject({ streamName: stream });
  });

  it('takes names of any language', async () => {
    const { client } = atHand();
    const stream = uniqueStream('стрим/流 🦃');
    await client.appendToStream(stream, numbered(1));
    const [only] = await collect(client.readStream(stream));
    expect(only?.event?.streamId).toBe(stream);
    await client.tombstoneStream(stream);
    expect(await errorOf(collect(client.readStream(stream)))).toBeInstanceOf(StreamDeletedError);
  });

  it('ends a read that the client cancels, and goes on serving others', async () => {
    const { client, stream } = await written(1_500);
    const cancelled = client.readStream(stream);
    await collect(cancelled, () => true);
    await cancelled.cancel();
    expect(await collect(client.readStream(stream, { maxCount: 5 }))).toHaveLength(5);
  });
}
