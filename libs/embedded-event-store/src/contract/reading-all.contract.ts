import { expect, it } from '@jest/globals';
import { collect, numbered, uniqueStream, type TestClient } from './test-client.js';

export function readingAll(atHand: () => TestClient): void {
  it('has every event of every stream, in the order of the appends', async () => {
    const { client } = atHand();
    const [a, b] = [uniqueStream('all'), uniqueStream('all')];
    for (const stream of [a, b, a]) await client.appendToStream(stream, numbered(2));
    const ours = (await collect(client.readAll())).filter(({ event }) => [a, b].includes(event!.streamId));
    expect(ours.map(({ event }) => event!.streamId)).toEqual([a, a, b, b, a, a]);
    const positions = ours.map(({ event }) => event!.position.commit);
    expect(positions).toEqual([...positions].sort((x, y) => Number(x - y)));
    expect(new Set(positions).size).toBe(6);
  });

  it('has system events from the beginning', async () => {
    const { client } = atHand();
    const [first] = await collect(client.readAll({ maxCount: 1 }));
    expect(first?.event?.type).toMatch(/^\$/);
  });

  it('starts with the event of the position', async () => {
    const { client } = atHand();
    const [one, two] = [uniqueStream('all'), uniqueStream('all')];
    const first = await client.appendToStream(one, numbered(1));
    await client.appendToStream(two, numbered(1));
    const read = await collect(client.readAll({ fromPosition: first.position!, maxCount: 2 }));
    expect(read.map(({ event }) => event!.streamId)).toEqual([one, two]);
    expect(read[0]?.event?.position).toEqual(first.position);
  });

  it('backwards begins before the position: its event is not read', async () => {
    const { client } = atHand();
    const [one, two] = [uniqueStream('all'), uniqueStream('all')];
    await client.appendToStream(one, numbered(1));
    const second = await client.appendToStream(two, numbered(1));
    const options = { direction: 'backwards', maxCount: 1 } as const;
    const [before] = await collect(client.readAll({ ...options, fromPosition: second.position! }));
    const [last] = await collect(client.readAll({ ...options, fromPosition: 'end' }));
    expect(before?.event?.streamId).toBe(one);
    expect(last?.event?.streamId).toBe(two);
  });

  it('backwards is forwards turned round', async () => {
    const { client } = atHand();
    await client.appendToStream(uniqueStream('all'), numbered(1_100));
    const ids = async (direction: 'forwards' | 'backwards', fromPosition: 'start' | 'end') =>
      (await collect(client.readAll({ direction, fromPosition }))).map(({ event }) => event!.id);
    expect((await ids('backwards', 'end')).reverse()).toEqual(await ids('forwards', 'start'));
  });

  it('keeps showing the events of deleted and truncated streams', async () => {
    const { client } = atHand();
    const [deleted, truncated] = [uniqueStream('all'), uniqueStream('all')];
    const { position } = await client.appendToStream(deleted, numbered(2));
    await client.appendToStream(truncated, numbered(3));
    await client.deleteStream(deleted);
    await client.setStreamMetadata(truncated, { maxCount: 1 });
    const read = await collect(client.readAll({ fromPosition: position! }));
    expect(read.filter(({ event }) => event!.streamId === deleted)).toHaveLength(1);
    expect(read.filter(({ event }) => event!.streamId === truncated)).toHaveLength(3);
    expect(read.filter(({ event }) => event!.streamId === `$$${deleted}`)).toHaveLength(1);
  });
}
