import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { StreamDeletedError } from '@eventstore/db-client';
import { collect, numbered, numbersOf, uniqueStream, type SeenEvent, type TestClient } from './test-client.js';

const isLast = ({ event }: SeenEvent) => event?.type === 'last';

export function subscribing(atHand: () => TestClient): void {
  const written = async (count: number) => {
    const { client } = atHand();
    const stream = uniqueStream('subscribe');
    const result = await client.appendToStream(stream, numbered(count));
    return { client, stream, position: result.position! };
  };

  it('to a stream gets what is there, is told it has caught up, and gets what follows', async () => {
    const { client, stream } = await written(3);
    const subscription = client.subscribeToStream(stream);
    const caughtUp = once(subscription, 'caughtUp').then(() => client.appendToStream(stream, numbered(2, 'last')));
    const seen = await collect(subscription, isLast);
    await Promise.all([subscription.unsubscribe(), caughtUp]);
    expect(numbersOf(seen)).toEqual([0, 1, 2, 0]);
  });

  it('to a stream from a revision starts after it', async () => {
    const { client, stream } = await written(4);
    await client.appendToStream(stream, numbered(1, 'last'));
    const subscription = client.subscribeToStream(stream, { fromRevision: 1n });
    const seen = await collect(subscription, isLast);
    await subscription.unsubscribe();
    expect(seen.map(({ event }) => event?.revision)).toEqual([2n, 3n, 4n]);
  });

  it('to a stream from its end gets only what follows', async () => {
    const { client, stream } = await written(4);
    const subscription = client.subscribeToStream(stream, { fromRevision: 'end' });
    const caughtUp = once(subscription, 'caughtUp').then(() => client.appendToStream(stream, numbered(1, 'last')));
    const seen = await collect(subscription, isLast);
    await Promise.all([subscription.unsubscribe(), caughtUp]);
    expect(seen.map(({ event }) => event?.revision)).toEqual([4n]);
  });

  it('to a stream that does not exist waits for it', async () => {
    const { client } = atHand();
    const stream = uniqueStream('subscribe');
    const subscription = client.subscribeToStream(stream);
    const caughtUp = once(subscription, 'caughtUp').then(() => client.appendToStream(stream, numbered(1, 'last')));
    const seen = await collect(subscription, isLast);
    await Promise.all([subscription.unsubscribe(), caughtUp]);
    expect(seen).toHaveLength(1);
  });

  it('to a stream ends with its tombstone', async () => {
    const { client, stream } = await written(1);
    const subscription = client.subscribeToStream(stream);
    const types: unknown[] = [];
    subscription.on('data', ({ event }) => types.push(event?.type));
    const failed = new Promise((resolve) => subscription.on('error', resolve));
    await once(subscription, 'caughtUp');
    await client.tombstoneStream(stream);
    expect(await failed).toBeInstanceOf(StreamDeletedError);
    expect(types).toEqual(['noted', '$streamDeleted']);
  });

  it('to a stream sees only what its metadata shows', async () => {
    const { client, stream } = await written(5);
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    await client.appendToStream(stream, numbered(1, 'last'));
    const subscription = client.subscribeToStream(stream);
    const seen = await collect(subscription, isLast);
    await subscription.unsubscribe();
    expect(seen.map(({ event }) => event?.revision)).toEqual([3n, 4n, 5n]);
  });

  it('to $all from a position starts after it and goes on live', async () => {
    const { client, stream, position } = await written(2);
    const subscription = client.subscribeToAll({ fromPosition: position });
    const caughtUp = once(subscription, 'caughtUp').then(() => client.appendToStream(stream, numbered(1, 'last')));
    const seen = await collect(subscription, ({ event }) => event?.streamId === stream && event.type === 'last');
    await Promise.all([subscription.unsubscribe(), caughtUp]);
    expect(seen.filter(({ event }) => event?.streamId === stream).map(({ event }) => event?.revision)).toEqual([2n]);
  });

  it('to $all from the start gets every event once, in order, while others write', async () => {
    const { client } = atHand();
    const stream = uniqueStream('subscribe');
    const subscription = client.subscribeToAll();
    const writing = (async () => {
      for (let i = 0; i < 50; i++) await client.appendToStream(stream, numbered(10));
      await client.appendToStream(stream, numbered(1, 'last'));
    })();
    const seen = await collect(subscription, ({ event }) => event?.streamId === stream && event.type === 'last');
    await Promise.all([subscription.unsubscribe(), writing]);
    const positions = seen.map(({ event }) => event!.position.commit);
    expect(positions).toEqual([...positions].sort((x, y) => Number(x - y)));
    expect(seen.filter(({ event }) => event?.streamId === stream).map(({ event }) => Number(event!.revision))).toEqual(
      Array.from({ length: 501 }, (_, n) => n),
    );
  });

  it('to $all from the end gets only what follows', async () => {
    const { client, stream } = await written(2);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    const caughtUp = once(subscription, 'caughtUp').then(() => client.appendToStream(stream, numbered(1, 'last')));
    const [first] = await collect(subscription, () => true);
    await Promise.all([subscription.unsubscribe(), caughtUp]);
    expect(first?.event).toMatchObject({ streamId: stream, revision: 2n });
  });

  it('confirms each subscription once, with an id', async () => {
    const { client, stream } = await written(1);
    const subscription = client.subscribeToStream(stream);
    let confirmations = 0;
    subscription.on('confirmation', () => confirmations++);
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();
    expect([confirmations, typeof subscription.id]).toEqual([1, 'string']);
  });
}
