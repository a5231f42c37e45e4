import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, parseNote, parsePolicy, signNote } from '#ledger';
import { LedgerKeys } from '#read-models';
import { Failure } from '../../tools/handoffctl/failure.js';
import { rotateKey } from '../../tools/handoffctl/rotate-key.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

const name = 'story.example/ledger';
const old = randomBytes(32).toString('hex');
let application: StoryApplication;
let owner: Client;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  application = await startStoryApplication({ HANDOFF_LEDGER_KEY: old, HANDOFF_LEDGER_NAME: name });
  owner = new Client({ connectionString: application.databaseUrl });
  await owner.connect();
  folder = await mkdtemp(path.join(tmpdir(), 'ledger-key-'));
  Object.assign(process.env, {
    HANDOFF_EVENT_STORE_URL: application.eventStoreUrl,
    HANDOFF_DATABASE_LEDGER_URL: application.databaseUrl,
    HANDOFF_LEDGER_NAME: name,
  });
});

afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
  await owner.end();
  await application.stop();
});

describe('a change of the key that signs the ledger', () => {
  it('is recorded, signed by both keys, and leaves every checkpoint of before valid', async () => {
    const shop = await StoryWorkspace.open(application);
    const file = path.join(folder, 'ledger-key');
    await writeFile(file, `${old}\n`);
    const signed = await until('something is signed', 20_000, async () => {
      const { status, text } = await shop.see('paul', '/v1/ledger/checkpoint');
      return status === 200 ? text : undefined;
    });

    const rotate = (finish = false) => rotateKey({}, { keyFile: file, finish });
    const { workspaces } = await rotate();
    const [{ newKey, oldKey }] = workspaces.filter(({ origin }) => origin.endsWith(shop.id)) as [
      (typeof workspaces)[number],
    ];
    const seeds = (await readFile(file, 'utf8')).trim().split(',');
    expect([seeds.length, seeds[1]]).toEqual([2, old]);
    const keys = new LedgerKeys(name, seeds);
    expect([newKey, oldKey]).toEqual(keys.verifiersOf(shop.id));

    // Once more: what is done stays as it is.
    await rotate();
    expect((await readFile(file, 'utf8')).trim().split(',')).toEqual(seeds);
    const entries = await until('the audit log tells it', 10_000, async () => {
      const { items } = (await shop.see('paul', '/v1/audit-log?limit=200')).body;
      const found = (items as unknown as { type: string; details: object }[]).filter(
        ({ type }) => type === 'LedgerKeyRotated',
      );
      return found.length > 0 ? found : undefined;
    });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ type: 'LedgerKeyRotated', details: { newKey, oldKey } });

    await expect(rotate(true)).rejects.toThrow('has not been signed with the new key yet');
    // The process that keeps the ledger here has the old key alone, and may sign once more in between.
    const { both, retired } = await until('the newest checkpoint is signed by both', 20_000, async () => {
      const both = await signWithBoth(shop, keys);
      const { workspaces: retired } = await rotate(true).catch(stillByOldKey);
      return retired && { both, retired };
    });
    const maxSize = retired.find(({ origin }) => origin.endsWith(shop.id))!.maxSize!;
    expect((await readFile(file, 'utf8')).trim()).toBe(seeds[0]);
    await expect(rotate(true)).rejects.toThrow('holds one key');

    const under = (...given: (string | object)[]) =>
      parsePolicy(
        JSON.stringify({
          format: 'handoff-policy/1',
          logs: [{ origin: keys.originOf(shop.id), keys: given }],
          exports: [new LedgerKeys(`${name}/exports`, [old]).verifiersOf('x')[0]],
        }),
      );
    const { size } = parseCheckpoint(parseNote(signed).text);
    for (const policy of [under(oldKey), under({ key: oldKey, maxSize }), under(newKey, { key: oldKey, maxSize })])
      expect(openCheckpoint(signed, policy)).toMatchObject({ size });
    expect(() => openCheckpoint(signed, under(newKey))).toThrow('no known key has signed');
    for (const policy of [under(oldKey), under(newKey), under(newKey, oldKey), under({ key: oldKey, maxSize }, newKey)])
      expect(openCheckpoint(both, policy)).toMatchObject({ size: BigInt(maxSize) });
    expect(() => openCheckpoint(both, under({ key: oldKey, maxSize: '1' }))).toThrow('had been retired');
  });
});

describe('a change of keys that cannot be', () => {
  it('leaves a file that holds no key as it was', async () => {
    const file = path.join(folder, 'another-file');
    for (const text of ['127.0.0.1 localhost\n', `${old},${old},${old}`, '', `${old},`, `${old.slice(2)}`]) {
      await writeFile(file, text);
      await expect(rotateKey({}, { keyFile: file, finish: false })).rejects.toThrow('nothing was changed');
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  it('changes nothing on a database of another version, and says so in one sentence', async () => {
    const file = path.join(folder, 'key-of-another-version');
    await writeFile(file, old);
    await owner.query(`insert into public.migrations (timestamp, name) values (1999999999999, 'ToCome1999999999999')`);
    const refused = rotateKey({}, { keyFile: file, finish: false });
    await expect(refused).rejects.toThrow(/^The database was made by a newer Handoff .* start the newer program/);
    await owner.query(`delete from public.migrations where name = 'ToCome1999999999999'`);
    expect(await readFile(file, 'utf8')).toBe(old);
  });
});

function stillByOldKey(error: unknown): { readonly workspaces: undefined } {
  if (error instanceof Failure && error.message.includes('not been signed with the new key yet'))
    return { workspaces: undefined };
  throw error;
}

/** What the process that keeps the ledger does when it has both keys: its next checkpoint bears two lines. */
async function signWithBoth(shop: StoryWorkspace, keys: LedgerKeys): Promise<string> {
  const { text } = await shop.see('paul', '/v1/ledger/checkpoint');
  const note = signNote(formatCheckpoint(parseCheckpoint(parseNote(text!).text)), keys.signersOf(shop.id));
  await owner.query(
    `insert into ledger.checkpoint (workspace_id, number, size, note)
     select workspace_id, number + 1, size, $2 from ledger.checkpoint where workspace_id = $1 order by number desc limit 1`,
    [shop.id, note],
  );
  return note;
}
