import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readCommandLine } from './options.js';

describe('the command line of the event store', () => {
  it('without anything keeps the log in memory, where the node likes', async () => {
    expect(await readCommandLine([])).toEqual({ storage: 'memory', standby: false, node: {} });
  });

  it('takes a folder, a port and standing by', async () => {
    const read = await readCommandLine(['--data', '/somewhere', '--port', '0', '--standby']);
    expect(read).toEqual({ storage: { dataDir: '/somewhere' }, standby: true, node: { port: 0 } });
  });

  it('takes a database', async () => {
    expect((await readCommandLine(['--postgres', 'postgres://x'])).storage).toEqual({ url: 'postgres://x' });
  });

  it.each([
    [['--memory', '--data', 'd'], 'Give one of'],
    [['--port', '70000'], '70000 is not a port'],
    [['--tls-cert', 'c.pem'], 'needs both'],
    [['--colour', 'red'], '--colour'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    await expect(readCommandLine(args)).rejects.toThrow(sentence);
  });

  it('reads users from JSON, and says what it should look like', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'event-store-users-'));
    const file = path.join(folder, 'users.json');
    await writeFile(file, '{"admin": "changeit", "ops": "changeit"}');
    expect((await readCommandLine(['--users', file])).node.users).toEqual({ admin: 'changeit', ops: 'changeit' });
    for (const content of ['admin:changeit', '{}', '{"admin": 1}', '[]']) {
      await writeFile(file, content);
      await expect(readCommandLine(['--users', file])).rejects.toThrow('does not hold users');
    }
    await rm(folder, { recursive: true });
  });
});
