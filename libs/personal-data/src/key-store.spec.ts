import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { UnopenableField } from '#event-store';
import { KeyedFieldSealer, KeyMissing, KeyStore, WorkspaceKeys, WrongMasterKey } from './index.js';
import { late } from '../test/late.js';
import { openKeyDatabase, type KeyDatabase } from '../test/key-database.js';

let database: KeyDatabase;
let pool: Pool;
const master = randomBytes(32);

/** A key store as another process would have it: the same database, nothing remembered. */
const another = (now?: () => number) => new KeyStore(pool, new WorkspaceKeys(pool, master), now ? { now } : {});
const contact = () => `contact:${randomUUID()}`;

beforeAll(async () => {
  database = await openKeyDatabase();
  pool = database.pool;
});
afterAll(() => database.close());

describe('the key store', () => {
  it('makes a key on first use and finds the same one ever after', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    const key = await another().keyFor(workspace, subject);
    expect(key.export()).toHaveLength(32);
    expect((await another().keyFor(workspace, subject)).equals(key)).toBe(true);
    expect((await another().findKey(workspace, subject))?.equals(key)).toBe(true);
  });

  it('gives every subject and every workspace keys of their own', async () => {
    const subject = contact();
    const keys = await another().keysFor([
      { workspaceId: randomUUID(), subject },
      { workspaceId: randomUUID(), subject },
      { workspaceId: randomUUID(), subject: contact() },
    ]);
    expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(3);
  });

  it('agrees on one key however many ask first at once, in whatever order', async () => {
    const workspaceId = randomUUID();
    const subjects = Array.from({ length: 20 }, () => ({ workspaceId, subject: contact() }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => {
        const order = i % 2 ? subjects : [...subjects].reverse();
        return another()
          .keysFor(order)
          .then((keys) => (i % 2 ? keys : keys.reverse()).map((key) => key.export()));
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('stores no key in the open', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    const key = await another().keyFor(workspace, subject);
    const { rows } = await pool.query<{ wrapped: Buffer }>(
      'select wrapped from personal_data.keys where subject = $1',
      [subject],
    );
    expect(rows[0]!.wrapped.includes(key.export())).toBe(false);
  });

  it('never gives a destroyed key again, and makes no new one in its place', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    const store = another();
    await store.keyFor(workspace, subject);
    expect(await store.destroy(workspace, subject)).toBe(true);
    expect(await store.destroy(workspace, subject)).toBe(false);
    for (const any of [store, another()]) {
      expect(await any.findKey(workspace, subject)).toBeUndefined();
      await expect(any.keyFor(workspace, subject)).rejects.toMatchObject({ code: 'erased' });
    }
    const { rows } = await pool.query(
      'select wrapped, destroyed_at is not null as destroyed from personal_data.keys where subject = $1',
      [subject],
    );
    expect(rows).toEqual([{ wrapped: null, destroyed: true }]);
  });

  it('knows at once that it destroyed a key, also where that was being read just then', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    await another().keyFor(workspace, subject);
    const slow = late(pool, 'join personal_data.keys');
    const keys = new KeyStore(slow.pool, new WorkspaceKeys(pool, master));
    const reading = keys.findKey(workspace, subject);
    await slow.asked;
    await keys.destroy(workspace, subject);
    slow.answer();
    await reading;
    expect(await keys.findKey(workspace, subject)).toBeUndefined();
  });

  it('forbids the key of somebody erased before they ever had one', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    expect(await another().destroy(workspace, subject)).toBe(true);
    await expect(another().keyFor(workspace, subject)).rejects.toMatchObject({ code: 'erased' });
  });

  it('notices within 60 seconds that another process destroyed a key', async () => {
    let now = 0;
    const [workspace, subject] = [randomUUID(), contact()];
    const store = another(() => now);
    await store.keyFor(workspace, subject);
    await another().destroy(workspace, subject);
    now = 60_001;
    expect(await store.findKey(workspace, subject)).toBeUndefined();
  });

  it('remembers no key that was asked for in passing, and uses those that it remembers', async () => {
    const [workspaceId, first, second] = [randomUUID(), contact(), contact()];
    const store = another();
    const [kept] = await store.keysFor([{ workspaceId, subject: first }]);
    await another().keyFor(workspaceId, second);
    const both = [first, second].map((subject) => ({ workspaceId, subject }));
    const [one, two] = await store.findKeysInPassing(both);
    expect(one).toBe(kept);
    await another().destroy(workspaceId, second);
    expect(two).toBeDefined();
    expect(await store.findKeysInPassing(both)).toEqual([kept, undefined]);
    await expect(store.findKeysInPassing([{ workspaceId, subject: contact() }])).rejects.toBeInstanceOf(KeyMissing);
  });

  it('says so when it never had the key that is asked for', async () => {
    await expect(another().findKey(randomUUID(), contact())).rejects.toBeInstanceOf(KeyMissing);
  });

  it('says so when the master key is not the one the database was made with', async () => {
    const [workspace, subject] = [randomUUID(), contact()];
    await another().keyFor(workspace, subject);
    const wrong = new KeyStore(pool, new WorkspaceKeys(pool, randomBytes(32)));
    await expect(wrong.findKey(workspace, subject)).rejects.toBeInstanceOf(WrongMasterKey);
  });
});

describe('the sealer of the event codec', () => {
  it('seals and opens a batch of many subjects, and gives null for what was erased', async () => {
    const store = another();
    const sealer = new KeyedFieldSealer(store);
    const workspaceId = randomUUID();
    const subjects = [contact(), contact(), `member:${randomUUID()}`];
    const fields = Array.from({ length: 30 }, (_, i) => ({
      workspaceId,
      subject: subjects[i % 3]!,
      eventId: randomUUID(),
      field: 'text',
      value: { line: i },
    }));
    const sealed = (await sealer.sealAll(fields)).map((envelope, i) => ({ ...fields[i]!, sealed: envelope }));
    expect(await sealer.openAll(sealed)).toEqual(fields.map((f) => f.value));
    await store.destroy(workspaceId, subjects[1]!);
    expect(await sealer.openAll(sealed)).toEqual(fields.map((f, i) => (i % 3 === 1 ? null : f.value)));
  });

  it('leaves closed what nobody looks at, but misses its key all the same', async () => {
    const sealer = new KeyedFieldSealer(another());
    const place = { workspaceId: randomUUID(), subject: contact(), eventId: randomUUID(), field: 'text' };
    const [sealed] = await sealer.sealAll([{ ...place, value: 'x' }]);
    const unseen = { ...place, sealed: sealed!, unseen: true };
    expect(await sealer.openAll([unseen])).toEqual([null]);
    await expect(sealer.openAll([{ ...unseen, subject: contact() }])).rejects.toBeInstanceOf(KeyMissing);
  });

  it('tells an envelope that never opens from a key store that is away', async () => {
    const sealer = new KeyedFieldSealer(another());
    const place = { workspaceId: randomUUID(), subject: contact(), eventId: randomUUID(), field: 'text' };
    const [sealed] = await sealer.sealAll([{ ...place, value: 'x' }]);
    const moved = { ...place, eventId: randomUUID(), sealed: sealed! };
    await expect(sealer.openAll([moved])).rejects.toBeInstanceOf(UnopenableField);
    const away = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const lost = new KeyedFieldSealer(new KeyStore(away, new WorkspaceKeys(away, master)));
    await expect(lost.openAll([{ ...place, sealed: sealed! }])).rejects.not.toBeInstanceOf(UnopenableField);
    await away.end();
  });
});
