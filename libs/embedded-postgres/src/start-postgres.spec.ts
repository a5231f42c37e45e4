import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { ensureDatabase, startPostgres, type RunningPostgres, type StartPostgresOptions } from './index.js';
import { leaseFile } from './folder-lease.js';
import { passwordFile } from './initialise.js';

const folders: string[] = [];
const running: RunningPostgres[] = [];

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'handoff-embedded-postgres-'));
  folders.push(folder);
  // mkdtemp makes 0700; the server's user must be able to walk through.
  await chmod(folder, 0o755);
  return folder;
}

async function start(options: StartPostgresOptions): Promise<RunningPostgres> {
  const server = await startPostgres({ durable: false, ...options });
  running.push(server);
  return server;
}

async function ask(server: { url: string }, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    return ((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})['answer'];
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('starting PostgreSQL on a folder', () => {
  it('makes the database on the first start and finds it again on the second', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    const first = await start({ dataDir });
    await ask(first, 'create table kept as select 42 as answer');
    await first.stop();
    expect(await first.exited).toMatchObject({ code: 0, expected: true });
    const began = Date.now();
    const second = await start({ dataDir });
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(await ask(second, 'select answer from kept')).toBe(42);
  });

  it('keeps text as UTF-8, sorts by code point, writes durably and listens on loopback only', async () => {
    const server = await start({ dataDir: path.join(await freshFolder(), 'postgres'), durable: true });
    const setting = (name: string) => ask(server, `select current_setting('${name}') as answer`);
    expect(await setting('server_encoding')).toBe('UTF8');
    expect(await setting('fsync')).toBe('on');
    expect(await setting('synchronous_commit')).toBe('on');
    expect(await setting('listen_addresses')).toBe('127.0.0.1');
    expect(await setting('unix_socket_directories')).toBe('');
    expect(await ask(server, `select datlocale as answer from pg_database where datname = 'template1'`)).toBe(
      'C.UTF-8',
    );
    expect(await ask(server, `select upper('é') as answer`)).toBe('É');
  });

  it('lets nobody in without the password, which lies beside the folder for its owner only', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    const server = await start({ dataDir });
    expect((await stat(passwordFile(dataDir))).mode & 0o777).toBe(0o600);
    for (const password of ['', ':wrong'])
      await expect(ask({ url: server.url.replace(/:[0-9a-f]{64}/, password) }, 'select 1')).rejects.toThrow();
  });

  it('makes a further database once, however many ask for it', async () => {
    const server = await start({ dataDir: path.join(await freshFolder(), 'postgres') });
    const urls = await Promise.all([1, 2, 3].map(() => ensureDatabase(server.url, 'log')));
    expect(new Set(urls).size).toBe(1);
    expect(await ask({ url: await ensureDatabase(server.url, 'log') }, 'select current_database() as answer')).toBe(
      'log',
    );
    await expect(ensureDatabase(server.url, 'a"b')).rejects.toThrow(/no name/);
  });

  it('refuses a second start while the first runs, and leaves the first alone', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    const server = await start({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toThrow(/in use by process \d+: stop that one first/);
    expect(await ask(server, 'select 1 as answer')).toBe(1);
  });

  it('stops the server that a killed process left behind and starts anew with every committed row', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    const first = await start({ dataDir });
    await ask(first, 'create table kept as select 7 as answer');
    await first.stop();
    // What kill -9 leaves: a live server of this folder, and the lease of a dead process.
    const orphan = await start({ dataDir });
    await writeFile(leaseFile(dataDir), '999999999 1 gone');
    const second = await start({ dataDir });
    expect(second.pid).not.toBe(orphan.pid);
    expect(await orphan.exited).toMatchObject({ expected: false });
    expect(await ask(second, 'select answer from kept')).toBe(7);
  });

  it('does not take another program that got the old process number for its server', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    const first = await start({ dataDir });
    const left = await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8');
    await first.stop();
    const owner = await stat(dataDir);
    const stranger = spawn('sleep', ['60'], { uid: owner.uid, gid: owner.gid, cwd: '/' });
    try {
      await writeFile(path.join(dataDir, 'postmaster.pid'), left.replace(/^\d+/, String(stranger.pid)));
      const second = await start({ dataDir });
      expect(await ask(second, 'select 1 as answer')).toBe(1);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('clears away what a start left that was killed while it made the database', async () => {
    const folder = await freshFolder();
    const dataDir = path.join(folder, 'postgres');
    await mkdir(path.join(`${dataDir}.new-0badcafe`, 'data', 'base'), { recursive: true });
    await start({ dataDir });
    expect((await readdir(folder)).sort()).toEqual(['postgres', 'postgres.owner', 'postgres.password']);
  });
});

describe('what cannot be started is one sentence, and nothing is touched', () => {
  it.each([
    ['a newer PostgreSQL', '99', /made by the newer PostgreSQL 99/],
    ['an older PostgreSQL', '12', /made by PostgreSQL "12"/],
  ])('a folder of %s', async (_, version, sentence) => {
    const folder = await freshFolder();
    const dataDir = path.join(folder, 'postgres');
    await mkdir(dataDir);
    await writeFile(path.join(dataDir, 'PG_VERSION'), `${version}\n`);
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({ name: 'PostgresFolderError' });
    await expect(startPostgres({ dataDir })).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual(['postgres']);
    expect(await readdir(dataDir)).toEqual(['PG_VERSION']);
  });

  it('a folder with something else in it', async () => {
    const folder = await freshFolder();
    await writeFile(path.join(folder, 'thesis.txt'), 'precious');
    await expect(startPostgres({ dataDir: folder })).rejects.toThrow(/not empty and holds no PostgreSQL database/);
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });

  it('a file where the folder should be, or on the way to it', async () => {
    const file = path.join(await freshFolder(), 'file');
    await writeFile(file, '');
    await expect(startPostgres({ dataDir: file })).rejects.toThrow(/is not a folder/);
    await expect(startPostgres({ dataDir: path.join(file, 'postgres') })).rejects.toThrow(/is not a folder/);
  });

  it('a database whose password file is gone', async () => {
    const dataDir = path.join(await freshFolder(), 'postgres');
    await (await start({ dataDir })).stop();
    await rm(passwordFile(dataDir));
    await expect(startPostgres({ dataDir })).rejects.toThrow(/put the file back/);
    expect(existsSync(leaseFile(dataDir))).toBe(false);
  });

  it('a taken port', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const dataDir = path.join(await freshFolder(), 'postgres');
    await expect(startPostgres({ dataDir, port })).rejects.toThrow(`The port ${port} for PostgreSQL is taken`);
    taken.close();
  });
});
