import { expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { collect, numbered, uniqueStream, type TestClient } from './test-client.js';

export function discovering(atHand: () => TestClient): void {
  it('works through a connection string that asks the node for its cluster', async () => {
    const connectionString = atHand().connectionString.replace('esdb://', 'esdb+discover://');
    const client = EventStoreDBClient.connectionString(connectionString);
    const stream = uniqueStream('discover');
    await client.appendToStream(stream, numbered(2));
    expect(await collect(client.readStream(stream))).toHaveLength(2);
    await client.dispose();
  });

  it('tells what it can do, so that clients use it', async () => {
    const { client } = atHand();
    const capabilities = await (client as unknown as { capabilities: Promise<{ serverVersion: string }> }).capabilities;
    expect(capabilities.serverVersion).toMatch(/^\d+\.\d+\.\d+/);
  });
}
