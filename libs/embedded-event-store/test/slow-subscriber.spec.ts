import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { rawStreams } from '../src/contract/raw-streams.js';
import { startEventStoreNode, type EventStoreNode } from '../src/index.js';
import { shared, streams } from '../src/contract/generated-messages.js';

/** 24 MB in all: more than the tail of the log and every buffer on the way hold. */
const APPENDS = 240;
const EVENTS = 20;
const large = () => Array.from({ length: EVENTS }, () => jsonEvent({ type: 'large', data: 'x'.repeat(5_000) }));

describe('a subscriber that does not read', () => {
  let database: TestDatabase;
  let node: EventStoreNode;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    const storage = { kind: 'postgres', url: database.url } as const;
    node = await startEventStoreNode({ storage, port: 0, log: () => undefined });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });

  afterAll(async () => {
    await client.dispose();
    await node.stop();
    await database.drop();
  });

  it('slows nobody else, and catches up from the storage when it reads again', async () => {
    const raw = rawStreams(node.connectionString);
    const options = new streams.ReadReq.Options()
      .setAll(new streams.ReadReq.Options.AllOptions().setStart(new shared.Empty()))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions())
      .setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty()))
      .setNoFilter(new shared.Empty());
    const slow = raw.read(new streams.ReadReq().setOptions(options));
    slow.on('error', () => undefined);
    slow.pause();

    const live = client.subscribeToAll({ fromPosition: 'end' });
    let followed = 0;
    const done = new Promise<void>((resolve) => {
      live.on('data', () => {
        if (++followed === APPENDS * EVENTS) resolve();
      });
    });
    for (let i = 0; i < APPENDS; i += 8) {
      await Promise.all(Array.from({ length: 8 }, (_, k) => client.appendToStream(`large-${k}`, large())));
    }
    await done;
    await live.unsubscribe();

    const positions: number[] = [];
    let caughtUp = 0;
    for await (const response of slow as AsyncIterable<InstanceType<typeof streams.ReadResp>>) {
      if (response.hasCaughtUp()) caughtUp++;
      const event = response.getEvent()?.getEvent();
      if (event?.getMetadataMap().get('type') !== 'large') continue;
      positions.push(Number(event.getCommitPosition()));
      if (positions.length === APPENDS * EVENTS) break;
    }
    slow.cancel();
    raw.close();
    expect(positions).toEqual(positions.map((_, i) => positions[0]! + i));
    expect(caughtUp).toBeGreaterThanOrEqual(1);
  });
});
