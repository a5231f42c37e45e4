import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { until } from '../../../test/parts/until.js';
import { eventStoreContract } from './event-store.contract.js';
import { EventStoreUnavailable } from './event-store.js';
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

describe('a server that goes away', () => {
  it('costs an append nothing but time: once it is back, all that were under way are stored, each once', async () => {
    const own = await createTestDatabase();
    const storage = { kind: 'postgres', url: own.url } as const;
    let node = await startEventStoreNode({ port: 0, storage });
    const { connectionString } = node;
    const port = Number(new URL(connectionString).port);
    const store = new EventStoreDB({ connectionString, sealer: new NothingToSeal(), attempts: 8 });
    const append = (n: number) => store.append(`counter-${n}`, 'no_stream', [counted(`${n}`)]);
    await append(0);
    const underWay = Promise.all(Array.from({ length: 20 }, (_, n) => append(n + 1)));
    await node.stop();
    const meanwhile = append(21);
    node = await startEventStoreNode({ port, storage });
    await Promise.all([underWay, meanwhile]);
    for (let n = 0; n <= 21; n += 1) expect(await store.readStream(`counter-${n}`)).toHaveLength(1);
    await store.close();
    await node.stop();
    await own.drop();
  });

  it('costs a read nothing but time', async () => {
    const own = await createTestDatabase();
    const storage = { kind: 'postgres', url: own.url } as const;
    let node = await startEventStoreNode({ port: 0, storage });
    const { connectionString } = node;
    const port = Number(new URL(connectionString).port);
    const store = new EventStoreDB({ connectionString, sealer: new NothingToSeal(), attempts: 8 });
    await store.append('counter-0', 'no_stream', [counted('0')]);
    const read = () => store.readStream('counter-0');
    const underWay = Promise.all(Array.from({ length: 20 }, read));
    await node.stop();
    const meanwhile = read();
    node = await startEventStoreNode({ port, storage });
    for (const events of [...(await underWay), await meanwhile]) expect(events).toHaveLength(1);
    await store.close();
    await node.stop();
    await own.drop();
  });
});

describe('a server that falls silent', () => {
  it('is waited for as long as was agreed, and read again once it speaks', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const connectionString = `esdb://127.0.0.1:${port}?tls=false`;
    const store = new EventStoreDB({ connectionString, sealer: new NothingToSeal(), timeoutMs: 100, attempts: 1 });
    await expect(store.readStream('counter-0')).rejects.toThrow(EventStoreUnavailable);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    const node = await startEventStoreNode({ port, storage: { kind: 'memory' } });
    const read = () => store.readStream('counter-0').catch(() => undefined);
    expect(await until('the server is read from', 5_000, read)).toEqual([]);
    await store.close();
    await node.stop();
  });
});

function counted(label: string) {
  const at = '2026-11-20T03:12:42.123Z';
  return {
    eventId: randomUUID(),
    event: { type: 'Counted', at, data: { label } },
    metadata: {
      workspaceId: 'w1',
      actor: { kind: 'system', id: 'spec' } as const,
      occurredAt: at,
      commandId: label,
      commandHash: label,
      causationId: null,
      correlationId: label,
      schemaVersion: 0,
    },
  };
}

const given = process.env.EVENTSTORE_CONNECTION;
if (given !== undefined) eventStoreContract('the server named by EVENTSTORE_CONNECTION', () => open(given));
