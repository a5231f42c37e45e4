import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/parts/postgres.js';
import { collect, numbered } from '../src/contract/test-client.js';
import { startEventStoreNode, WriterLockTaken, type EventStoreNode } from '../src/index.js';

describe('nodes on one database', () => {
  let database: TestDatabase;
  let nodes: EventStoreNode[];

  beforeEach(async () => {
    database = await createTestDatabase();
    nodes = [];
  });

  afterEach(async () => {
    for (const node of nodes) await node.stop();
    await database.drop();
  });

  const start = async (waitForLockMs = 0) => {
    const storage = { kind: 'postgres', url: database.url } as const;
    const node = await startEventStoreNode({ storage, port: 0, waitForLockMs, log: () => undefined });
    nodes.push(node);
    return node;
  };

  const sql = async (text: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };

  const endWriter = () =>
    sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'event-store-writer' AND datname = current_database() AND wait_event_type = 'Client'`);

  it('the second refuses to start', async () => {
    await start();
    await expect(start()).rejects.toBeInstanceOf(WriterLockTaken);
    await expect(start(200)).rejects.toThrow('Another event store node is writing to this database');
  });

  it('a waiting one takes over when the first stops, with everything it had', async () => {
    const first = await start();
    const client = EventStoreDBClient.connectionString(first.connectionString);
    const events = numbered(3);
    const written = await client.appendToStream('kept', events);
    await client.dispose();
    const waiting = start(30_000);
    await first.stop();
    const second = EventStoreDBClient.connectionString((await waiting).connectionString);
    expect(await collect(second.readStream('kept'))).toHaveLength(3);
    // What the first has answered is recognised by the second, although ids are remembered in memory.
    expect(await second.appendToStream('kept', events)).toEqual(written);
    await second.dispose();
  });

  it('one that loses its connection stops at once, and the waiting one takes over within 5 s', async () => {
    const first = await start();
    const waiting = start(30_000);
    const lost = Date.now();
    // Not before it waits: the lock must not be free for anybody else.
    while ((await sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).length === 0);
    await endWriter();
    expect(await first.stopped).toBeInstanceOf(Error);
    await waiting;
    expect(Date.now() - lost).toBeLessThan(5_000);
  });

  it('gives up waiting when told to', async () => {
    await start();
    const storage = { kind: 'postgres', url: database.url } as const;
    const signal = AbortSignal.timeout(100);
    await expect(startEventStoreNode({ storage, port: 0, waitForLockMs: 60_000, signal })).rejects.toThrow('timeout');
  });

  it('one older than the schema refuses to start, and says why', async () => {
    const node = await start();
    await node.stop();
    await sql('UPDATE event_store.version SET version = 99');
    await expect(start()).rejects.toThrow('start the newer program that wrote it');
  });

  it('positions have no gaps after refused and failed appends', async () => {
    const node = await start();
    const client = EventStoreDBClient.connectionString(node.connectionString);
    for (let i = 0; i < 5; i++) {
      await client.appendToStream('gapless', numbered(2));
      await client.appendToStream('gapless', numbered(1), { expectedRevision: 77n }).catch(() => undefined);
    }
    const positions = await sql('SELECT position::int AS n FROM event_store.events ORDER BY 1');
    expect(positions.map(({ n }) => n)).toEqual(positions.map((_, i) => i + 1));
    await client.dispose();
  });
});
