import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { loadConfiguration } from '#configuration';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { ensureDatabase, startPostgres, type RunningPostgres } from '#embedded-postgres';
import { EventStoreDB } from '#event-store';
import { KeepSealed } from '#messaging';
import { assertSchema, migrate } from '#read-models';
import { authority, serverCertificate, serverKey, strangersAuthority } from '../parts/certificates.js';
import { makeTestRoles } from '../parts/database-roles.js';

let folder: string;
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'handoff-tls-'));
  await chmod(folder, 0o755);
  await writeFile(file('authority.crt'), authority);
  await writeFile(file('stranger.crt'), strangersAuthority);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('PostgreSQL over TLS', () => {
  let postgres: RunningPostgres;
  let ownerUrl: string;
  let apiUrl: string;

  beforeAll(async () => {
    const dataDir = file('data');
    await (await startPostgres({ dataDir })).stop();
    await writeFile(file('server.crt'), serverCertificate);
    await writeFile(file('server.key'), serverKey, { mode: 0o600 });
    const { uid, gid } = await stat(dataDir);
    await chown(file('server.key'), uid, gid);
    postgres = await startPostgres({
      dataDir,
      settings: { ssl: 'on', ssl_cert_file: file('server.crt'), ssl_key_file: file('server.key') },
    });
    const plain = await ensureDatabase(postgres.url, 'handoff');
    ownerUrl = over(plain);
    apiUrl = over((await makeTestRoles(plain)).handoff_api);
  }, 120_000);

  afterAll(() => postgres.stop());

  /** The same address, by the name that the server has proof of and under the authority that vouches for it. */
  function over(url: string, host = 'localhost', ca = 'authority.crt'): string {
    const address = new URL(url);
    address.hostname = host;
    address.search = new URLSearchParams({ sslmode: 'verify-full', sslrootcert: file(ca) }).toString();
    return address.href;
  }

  const encrypted = 'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()';

  it('is how migrations, views and pools connect when the address says so', async () => {
    const { databaseOwnerUrl, databaseApiUrl } = loadConfiguration(
      { HANDOFF_DATABASE_OWNER_URL: ownerUrl, HANDOFF_DATABASE_API_URL: apiUrl },
      {},
      ['databaseOwnerUrl', 'databaseApiUrl'],
    );
    await migrate(databaseOwnerUrl);
    const views = await new DataSource({ type: 'postgres', url: databaseApiUrl }).initialize();
    await assertSchema(views);
    expect(await views.query(encrypted)).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
    await views.destroy();
    const pool = new Pool({ connectionString: databaseApiUrl });
    expect((await pool.query(encrypted)).rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
    await pool.end();
  });

  it.each([
    ['an authority that does not vouch for the server', 'localhost', 'stranger.crt', /certificate|self.signed/i],
    ['a name that the server has no proof of', '127.0.0.1', 'authority.crt', /altnames|does not match/i],
  ])('is refused under %s', async (_what, host, ca, reason) => {
    const url = over(apiUrl, host, ca);
    const pool = new Pool({ connectionString: url });
    await expect(pool.query('select 1')).rejects.toThrow(reason);
    await pool.end();
    await expect(new DataSource({ type: 'postgres', url }).initialize()).rejects.toThrow(reason);
    await expect(migrate(over(ownerUrl, host, ca))).rejects.toThrow(reason);
  });
});

describe('the event store over TLS', () => {
  let node: EventStoreNode;
  const users = { handoff: 'a word of our own' };

  beforeAll(async () => {
    const tls = { cert: Buffer.from(serverCertificate), key: Buffer.from(serverKey) };
    node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, tls, users, log: () => undefined });
  });

  afterAll(() => node.stop());

  function client(host: string, ca: string): EventStoreDB {
    const address = `esdb://handoff:a%20word%20of%20our%20own@${host}:${node.port}?tls=true&tlsCAFile=${file(ca)}`;
    const { eventStoreUrl } = loadConfiguration({ HANDOFF_EVENT_STORE_URL: address }, {}, ['eventStoreUrl']);
    return new EventStoreDB({
      connectionString: eventStoreUrl,
      sealer: new KeepSealed(),
      timeoutMs: 3_000,
      attempts: 1,
    });
  }

  it('is read and written when the address says so', async () => {
    const log = client('localhost', 'authority.crt');
    expect(await log.readStream('conversation-none')).toEqual([]);
    const page = await log.readAll({ after: undefined, maxCount: 10, streamPrefixes: ['conversation-'] });
    expect(page.entries).toEqual([]);
    await log.close();
  });

  it.each([
    ['an authority that does not vouch for the server', 'localhost', 'stranger.crt'],
    ['a name that the server has no proof of', '127.0.0.1', 'authority.crt'],
  ])('is refused under %s', async (_what, host, ca) => {
    const log = client(host, ca);
    await expect(log.readStream('conversation-none')).rejects.toThrow(/conversation-none/);
    await log.close();
  });
});
