import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessDeniedError, EventStoreDBClient } from '@eventstore/db-client';
import { startEventStoreNode, type EventStoreNode } from '../src/index.js';
import { collect, errorOf, numbered } from '../src/contract/test-client.js';
import { certificate, privateKey } from './certificate.js';

const storage = { kind: 'memory' } as const;
const tls = { cert: certificate, key: privateKey };

describe('a node with TLS and users', () => {
  let node: EventStoreNode;
  let folder: string;
  let client: EventStoreDBClient;
  const connect = (login: string) => {
    const address = `esdb://${login}127.0.0.1:${node.port}?tls=true&tlsCAFile=${path.join(folder, 'ca.pem')}`;
    return EventStoreDBClient.connectionString(address);
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'event-store-'));
    await writeFile(path.join(folder, 'ca.pem'), certificate);
    node = await startEventStoreNode({ storage, tls, users: { admin: 'changeit', ops: 'p:w' }, port: 0 });
    client = connect('admin:changeit@');
  });

  afterAll(async () => {
    await client.dispose();
    await node.stop();
    await rm(folder, { recursive: true });
  });

  it('serves whoever gives the credentials of a user', async () => {
    await client.appendToStream('secret', numbered(2));
    await client.appendToStream('secret', numbered(1), { credentials: { username: 'ops', password: 'p:w' } });
    expect(await collect(client.readStream('secret'))).toHaveLength(3);
  });

  it('refuses everybody else', async () => {
    const stranger = connect('');
    const credentials = { username: 'AzureDiamond', password: 'hunter2' };
    expect(await errorOf(collect(stranger.readAll()))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(stranger.appendToStream('secret', numbered(1)))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(client.appendToStream('secret', numbered(1), { credentials }))).toBeInstanceOf(
      AccessDeniedError,
    );
    const wrong = { username: 'admin', password: 'changeit!' };
    expect(await errorOf(collect(client.readStream('secret', { credentials: wrong })))).toBeInstanceOf(
      AccessDeniedError,
    );
    await stranger.dispose();
  });
});

describe('a node', () => {
  it('refuses to listen beyond this machine without TLS', async () => {
    await expect(startEventStoreNode({ storage, host: '0.0.0.0', port: 0 })).rejects.toThrow('without TLS');
  });

  it('listens beyond this machine with TLS', async () => {
    const node = await startEventStoreNode({ storage, host: '0.0.0.0', port: 0, tls });
    expect(node.connectionString).toBe(`esdb://0.0.0.0:${node.port}?tls=true`);
    await node.stop();
  });

  it('refuses users without TLS, whom no client would tell it about', async () => {
    await expect(startEventStoreNode({ storage, users: { admin: 'x' }, port: 0 })).rejects.toThrow('need TLS');
  });
});
