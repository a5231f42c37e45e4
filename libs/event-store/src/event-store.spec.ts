import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { eventStoreContract } from './event-store.contract.js';
import { EventStoreDB } from './eventstoredb.js';
import { FieldSealer, type SealedField } from './field-sealer.js';

/** The events of the contract hold nothing personal, and a sealer that is asked all the same says so. */
class NothingToSeal extends FieldSealer {
  override sealAll(): Promise<SealedField[]> {
    return Promise.reject(new Error('nothing here is personal'));
  }

  override openAll(): Promise<unknown[]> {
    return Promise.reject(new Error('nothing here is sealed'));
  }
}

const open = (connectionString: string) =>
  Promise.resolve(new EventStoreDB({ connectionString, sealer: new NothingToSeal() }));

let memory: EventStoreNode;
let onPostgres: EventStoreNode;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  memory = await startEventStoreNode({ port: 0, storage: { kind: 'memory' } });
  onPostgres = await startEventStoreNode({ port: 0, storage: { kind: 'postgres', url: database.url } });
});

afterAll(async () => {
  await memory.stop();
  await onPostgres.stop();
  await database.drop();
});

eventStoreContract('an embedded node in memory', () => open(memory.connectionString));
eventStoreContract('an embedded node on PostgreSQL', () => open(onPostgres.connectionString));

describe('reading streams that are not there', () => {
  it('leaves the connection alone, however many are asked for: every new conversation is one', async () => {
    const faults: unknown[] = [];
    const { connectionString } = memory;
    const store = new EventStoreDB({
      connectionString,
      sealer: new NothingToSeal(),
      onFault: (what, error) => faults.push([what, error]),
    });
    // Servers on nghttp2 hang up after a thousand resets in a row.
    for (let page = 0; page < 40; page += 1)
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.readStream(`counter-none-${page}-${n}`)));
    await store.close();
    expect(faults).toEqual([]);
  });
});

const given = process.env.EVENTSTORE_CONNECTION;
if (given !== undefined) eventStoreContract('the server named by EVENTSTORE_CONNECTION', () => open(given));
