import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import {
  eventTypeFilter,
  excludeSystemEvents,
  streamNameFilter,
  type Filter,
  type Position,
} from '@eventstore/db-client';
import { collect, errorOf, numbered, uniqueStream, type TestClient } from './test-client.js';

export function filtering(atHand: () => TestClient): void {
  /** Two streams with events of two types; what the filter lets pass, as `stream/type`. */
  const filtered = async (filterFor: (names: { a: string; b: string; mark: string }) => Filter) => {
    const { client } = atHand();
    const mark = uniqueStream('mark').replaceAll('-', '');
    const [a, b] = [`${mark}a`, `${mark}b`];
    const { position } = await client.appendToStream(uniqueStream('before'), numbered(1));
    for (const stream of [a, b]) {
      await client.appendToStream(stream, [...numbered(1, `${mark}x`), ...numbered(1, `${mark}y`)]);
    }
    const subscription = client.subscribeToAll({ fromPosition: position!, filter: filterFor({ a, b, mark }) });
    const seen: string[] = [];
    subscription.on('data', ({ event }) => seen.push(`${event!.streamId}/${event!.type}`.replaceAll(mark, '')));
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();
    return seen;
  };

  it('by a prefix of the stream name', async () => {
    expect(await filtered(({ b }) => streamNameFilter({ prefixes: ['nothing', b] }))).toEqual(['b/x', 'b/y']);
  });

  it('by a regular expression on the stream name', async () => {
    const seen = await filtered(({ mark }) => streamNameFilter({ regex: `^${mark}[^b]$` }));
    expect(seen).toEqual(['a/x', 'a/y']);
  });

  it('by a prefix of the event type', async () => {
    const seen = await filtered(({ mark }) => eventTypeFilter({ prefixes: [`${mark}y`] }));
    expect(seen).toEqual(['a/y', 'b/y']);
  });

  it('by a regular expression on the event type', async () => {
    const seen = await filtered(({ mark }) => eventTypeFilter({ regex: `${mark}(x|z)$` }));
    expect(seen).toEqual(['a/x', 'b/x']);
  });

  it('system events are left out by their type', async () => {
    const { client } = atHand();
    const stream = uniqueStream('filter');
    await client.setStreamMetadata(stream, { maxCount: 5 });
    await client.appendToStream(stream, numbered(1, 'last'));
    const subscription = client.subscribeToAll({ filter: excludeSystemEvents() });
    const seen = await collect(subscription, ({ event }) => event?.streamId === stream);
    await subscription.unsubscribe();
    expect(seen.filter(({ event }) => event!.type.startsWith('$'))).toEqual([]);
  });

  it('tells now and then how far it has looked, although nothing matches', async () => {
    const { client } = atHand();
    const { position } = await client.appendToStream(uniqueStream('filter'), numbered(1));
    await client.appendToStream(uniqueStream('filter'), numbered(100));
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: ['nothing has this name'],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached: (_, reached) => void checkpoints.push(reached),
    });
    const subscription = client.subscribeToAll({ fromPosition: position!, filter });
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();
    expect(checkpoints.length).toBeGreaterThanOrEqual(5);
    const commits = checkpoints.map(({ commit }) => commit);
    expect(commits).toEqual([...commits].sort((x, y) => Number(x - y)));
    const [last] = await collect(client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }));
    expect(commits.at(-1)).toBeLessThanOrEqual(last!.event!.position.commit);
  });

  it('goes on from a checkpoint without missing or repeating anything', async () => {
    const { client } = atHand();
    const stream = uniqueStream('filter');
    await client.appendToStream(stream, numbered(50));
    let reached: Position | undefined;
    const filter = streamNameFilter({
      prefixes: [stream],
      maxSearchWindow: 7,
      checkpointInterval: 1,
      checkpointReached: (_, position) => void (reached ??= position),
    });
    const first = client.subscribeToAll({ filter });
    const before: bigint[] = [];
    for await (const { event } of first) {
      if (!reached) before.push(event!.revision);
      if (event!.revision === 49n) break;
    }
    await first.unsubscribe();
    const second = client.subscribeToAll({ fromPosition: reached!, filter: streamNameFilter({ prefixes: [stream] }) });
    const after = await collect(second, ({ event }) => event!.revision === 49n);
    await second.unsubscribe();
    expect(after[0]!.event!.position.commit).toBeGreaterThan(reached!.commit);
    expect(before.length + after.length).toBeGreaterThanOrEqual(50);
  });

  it('checkpoints come while live, too', async () => {
    const { client } = atHand();
    const checkpoints: Position[] = [];
    const filter = streamNameFilter({
      prefixes: ['nothing has this name'],
      maxSearchWindow: 5,
      checkpointInterval: 1,
      checkpointReached: (_, reached) => void checkpoints.push(reached),
    });
    const subscription = client.subscribeToAll({ fromPosition: 'end', filter });
    subscription.on('data', () => undefined);
    await once(subscription, 'caughtUp');
    const { position } = await client.appendToStream(uniqueStream('filter'), numbered(23));
    while (checkpoints.length < 4) await new Promise(setImmediate);
    await subscription.unsubscribe();
    for (const { commit } of checkpoints) expect(commit).toBeLessThanOrEqual(position!.commit);
  });

  it('refuses a regular expression that makes no sense', async () => {
    const { client } = atHand();
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) });
    const error = await errorOf(collect(subscription));
    expect(error).toMatchObject({ code: 3 });
  });
}
