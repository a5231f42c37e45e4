import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { ContactDirectory, WorkspaceKeys } from './index.js';
import { late } from '../test/late.js';
import { openKeyDatabase, type KeyDatabase } from '../test/key-database.js';

let database: KeyDatabase;
const master = randomBytes(32);
const another = (now?: () => number) =>
  new ContactDirectory(database.pool, new WorkspaceKeys(database.pool, master), now ? { now } : {});

beforeAll(async () => {
  database = await openKeyDatabase();
});
afterAll(() => database.close());

describe('the contact directory', () => {
  it('enters an unknown external user once and answers the same contact ever after', async () => {
    const [workspace, id] = [randomUUID(), randomUUID()];
    expect(await another().resolve(workspace, 'web', 'ada', id)).toEqual({ contactId: id, created: true });
    const directory = another();
    for (let i = 0; i < 2; i++)
      expect(await directory.resolve(workspace, 'web', 'ada', randomUUID())).toEqual({ contactId: id, created: false });
    expect(await another().find(workspace, 'web', 'ada')).toBe(id);
    expect(await another().find(workspace, 'web', 'bob')).toBeUndefined();
  });

  it('forgets at once who was erased, also where they were being looked up just then', async () => {
    const [workspace, id] = [randomUUID(), randomUUID()];
    await another().resolve(workspace, 'web', 'ada', id);
    const slow = late(database.pool, 'select contact_id from personal_data.contact_directory');
    const directory = new ContactDirectory(slow.pool, new WorkspaceKeys(database.pool, master));
    const looking = directory.resolve(workspace, 'web', 'ada', randomUUID());
    await slow.asked;
    expect(await directory.forget(workspace, id)).toBe(1);
    slow.answer();
    await looking;
    const anew = randomUUID();
    expect(await directory.resolve(workspace, 'web', 'ada', anew)).toEqual({ contactId: anew, created: true });
  });

  it('has one creator and one answer however many ask at once', async () => {
    const workspace = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => another().resolve(workspace, 'web', 'ada', randomUUID())),
    );
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.contactId)).size).toBe(1);
  });

  it('keeps workspaces, channels and users apart, wherever one name ends and the next begins', async () => {
    const workspace = randomUUID();
    const places = [
      [workspace, 'web', 'ada'],
      [randomUUID(), 'web', 'ada'],
      [workspace, 'mail', 'ada'],
      [workspace, 'web|a', 'da'],
      [workspace, 'web', 'a|da'],
    ] satisfies [string, string, string][];
    const answers = await Promise.all(
      places.map(([w, channel, user]) => another().resolve(w, channel, user, randomUUID())),
    );
    expect(new Set(answers.map((answer) => answer.contactId)).size).toBe(places.length);
  });

  it('stores nothing from which the external id could be read', async () => {
    const workspace = randomUUID();
    await another().resolve(workspace, 'sms', '+4930901820', randomUUID());
    const { rows } = await database.pool.query<{ row: string }>(
      'select d::text as row from personal_data.contact_directory d where workspace_id = $1',
      [workspace],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain('901820');
    expect(rows[0]!.row).not.toContain(Buffer.from('+4930901820').toString('hex'));
  });

  it('forgets an erased contact, who then comes back as a new one, in other processes within 60 seconds', async () => {
    let now = 0;
    const workspace = randomUUID();
    const remembering = another(() => now);
    const { contactId } = await remembering.resolve(workspace, 'web', 'ada', randomUUID());
    expect(await another().forget(workspace, contactId)).toBe(1);
    now = 60_001;
    const next = await remembering.resolve(workspace, 'web', 'ada', randomUUID());
    expect(next.created).toBe(true);
    expect(next.contactId).not.toBe(contactId);
  });
});
