import { describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import { collect, errorOf, numbered } from '../src/contract/test-client.js';
import { startEventStoreNode } from '../src/index.js';

const storage = { kind: 'memory' } as const;

describe('a node that stops', () => {
  it('answers the appends it has taken', async () => {
    const node = await startEventStoreNode({ storage, port: 0 });
    const client = EventStoreDBClient.connectionString(node.connectionString);
    await client.appendToStream('first', numbered(1));
    const appends = numbered(20).map((event) => client.appendToStream('last', event));
    await Promise.race(appends);
    const stopped = node.stop();
    const settled = await Promise.allSettled(appends);
    await stopped;
    expect(settled.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const result of settled) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(UnavailableError);
    }
    await client.dispose();
  });

  it('tells subscribers, who may then look for another', async () => {
    const node = await startEventStoreNode({ storage, port: 0 });
    const client = EventStoreDBClient.connectionString(node.connectionString);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    const ended = errorOf(collect(subscription));
    await new Promise((resolve) => subscription.once('confirmation', resolve));
    await node.stop();
    expect(await ended).toBeInstanceOf(UnavailableError);
    expect(await node.stopped).toBeUndefined();
    await client.dispose();
  });

  it('frees its port', async () => {
    const first = await startEventStoreNode({ storage, port: 0 });
    await expect(startEventStoreNode({ storage, port: first.port })).rejects.toThrow('cannot listen on 127.0.0.1');
    await first.stop();
    const second = await startEventStoreNode({ storage, port: first.port });
    expect(second.port).toBe(first.port);
    await second.stop();
  });
});
