import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRunningFile, writeRunningFile } from './running-file.js';

const urls = {
  url: 'http://127.0.0.1:3000',
  eventStoreUrl: 'esdb://127.0.0.1:1?tls=false',
  ownerUrl: 'postgres://owner@127.0.0.1/handoff',
  roleUrls: {
    handoff_api: 'a',
    handoff_projector: 'b',
    handoff_ledger: 'e',
    handoff_keys: 'c',
    handoff_timekeeper: 'd',
  },
};
const sample = {
  workspaceId: 'w',
  agents: { frontLine: 'f', billing: 'b' },
  tokens: [{ who: 'Ada', role: 'operator' as const, id: 'ada', token: 'secret' }],
};

describe('the file that tells tools what runs on a data folder', () => {
  it('is there while it runs, for its owner only and without tokens, and gone afterwards', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'running-'));
    const remove = await writeRunningFile(root, urls, sample);
    expect(await readRunningFile(root)).toEqual({
      ...urls,
      pid: process.pid,
      sample: { workspaceId: 'w', people: [{ who: 'Ada', role: 'operator', id: 'ada' }] },
    });
    const file = path.join(root, 'running.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('secret');
    await remove();
    expect(await readRunningFile(root)).toBeUndefined();
  });

  it('counts for nothing when the process that wrote it was killed', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'running-'));
    await writeFile(path.join(root, 'running.json'), JSON.stringify({ ...urls, pid: 2 ** 22 + 1 }));
    expect(await readRunningFile(root)).toBeUndefined();
    expect(await readRunningFile(path.join(root, 'nothing', 'there'))).toBeUndefined();
  });
});
