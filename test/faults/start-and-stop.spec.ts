import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { targetOf } from './kill-round.js';
import { deliver } from './load.js';
import { survivorsOf } from './processes.js';
import { dataFolder, Standalone, type Ended } from './standalone.js';

let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
});

afterAll(() => folder.remove());

/** A folder beside the one in use, for one test. */
async function spoiled(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const dir = path.join(path.dirname(folder.dir), name);
  await mkdir(dir);
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(dir, file), text);
  return dir;
}

/** It ended with exit code 1 and one sentence for a person: one line, no stack. */
function refusedWith({ code, said }: Ended, sentence: RegExp): void {
  expect({ code, lines: said.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
  expect(said).toMatch(sentence);
}

describe('a start that cannot go on', () => {
  it('names a taken port, and makes no data', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const dir = path.join(path.dirname(folder.dir), 'never');
    refusedWith(await new Standalone(dir, ['--port', String(port)]).ended, new RegExp(`^Port ${port} is taken`));
    taken.close();
    await expect(readdir(dir)).rejects.toThrow(/ENOENT/);
  });

  it('names a folder that cannot be read', async () => {
    const file = path.join(await spoiled('files', { data: 'a file' }), 'data');
    refusedWith(await new Standalone(file).ended, /^The data folder .*data cannot be read/);
    refusedWith(await new Standalone(path.join(file, 'below')).ended, /^The data folder .*below cannot be read/);
    const odd = await spoiled('odd', {});
    await mkdir(path.join(odd, 'handoff.json'));
    refusedWith(await new Standalone(odd).ended, /^The data folder .*odd cannot be read/);
  });

  it.each([
    ['newer', { 'handoff.json': '{"version":99}' }, /was made by a newer version of Handoff \(folder version 99/],
    ['foreign', { 'thesis.txt': 'years of work' }, /holds other things/],
    ['damaged', { 'handoff.json': '{"vers' }, /handoff\.json is damaged/],
  ])('names a folder that is %s, and leaves it as it was', async (name, files, sentence) => {
    const dir = await spoiled(name, files);
    refusedWith(await new Standalone(dir).ended, sentence);
    expect(await readdir(dir)).toEqual(Object.keys(files));
    for (const [file, text] of Object.entries(files)) expect(await readFile(path.join(dir, file), 'utf8')).toBe(text);
  });

  it.each([[['--port', 'http']], [['--colour']]])('names an option that cannot be meant: %j', async (args) => {
    const { code, said } = await new Standalone(folder.dir, args).ended;
    expect([code, said.split('\n')[0]]).toEqual([1, expect.stringMatching(/--port takes a number|Unknown option/)]);
  });
});

describe('a data folder', () => {
  it('is served by one start at a time; Ctrl-C stops every process of it, and the next start finds everything', async () => {
    const first = new Standalone(folder.dir);
    const target = await targetOf(first);
    const message = { text: 'I want a human', channelMessageId: 'first', externalUserId: 'anna' };
    const said = await deliver(target, message);
    expect(said).toMatchObject({ channelMessageId: 'first' });

    refusedWith(await new Standalone(folder.dir).ended, /./);
    expect((await fetch(`${target.url}/health/ready`)).status).toBe(200);

    const family = await first.family();
    expect(family.length).toBeGreaterThan(3);
    expect(await first.interrupt()).toMatchObject({ code: 0 });
    expect(await survivorsOf(family)).toEqual([]);

    const second = new Standalone(folder.dir);
    const again = await targetOf(second);
    expect(await deliver(again, message)).toEqual(said);
    const queue = await fetch(`${again.url}/v1/queue`, {
      headers: { authorization: `Bearer ${again.memberTokens[0]}` },
    });
    expect(await queue.json()).toMatchObject({ waiting: 1, items: [{ conversation: { lastText: message.text } }] });
    const started = await second.family();
    await second.interrupt();
    expect(await survivorsOf(started)).toEqual([]);
  }, 60_000);

  it('leaves no process behind when the program fails in a way nobody expected', async () => {
    const fail = `process.once('SIGUSR2', () => { throw new Error('nobody expected this'); });`;
    const failing = new Standalone(folder.dir, ['--port', '0'], fail);
    await failing.ready();
    const family = await failing.family();
    failing.signal('SIGUSR2');
    const { code, said } = await failing.ended;
    expect([code, said.split('\n')[0]]).toEqual([1, 'It cannot go on: Error: nobody expected this']);
    expect(await survivorsOf(family)).toEqual([]);
  }, 60_000);
});
