import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { openScene, type AccessScene } from '../parts/access-scene.js';
import { makeTestRoles } from '../parts/database-roles.js';
import { EventStream } from '../parts/event-stream.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';

let application: StoryApplication;
let own: AccessScene;
let other: AccessScene;
/** Sees everything: the owner of the test's database is its superuser. */
let owner: DataSource;
/** What the API logs in as. */
let api: DataSource;

interface Table {
  readonly name: string;
  readonly walled: boolean;
  readonly scoped: boolean;
  readonly writable: boolean;
}

const connect = (url: string) => new DataSource({ type: 'postgres', url, extra: { max: 2 } }).initialize();

beforeAll(async () => {
  application = await startStoryApplication();
  [own, other] = [await openScene(application), await openScene(application)];
  const { handoff_api } = await makeTestRoles(application.databaseUrl);
  [owner, api] = [await connect(application.databaseUrl), await connect(handoff_api)];
}, 120_000);

afterAll(async () => {
  await Promise.all([owner.destroy(), api.destroy()]);
  await application.stop();
});

/** Every table and view that the API's role may do anything with. */
const tables = () =>
  owner.query<Table[]>(`
    select c.oid::regclass::text as name, c.relrowsecurity and c.relforcerowsecurity as walled,
           exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id') as scoped,
           has_table_privilege('handoff_api', c.oid, 'insert') as writable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
       and has_schema_privilege('handoff_api', n.oid, 'usage')
       and has_table_privilege('handoff_api', c.oid, 'select, insert, update, delete')
     order by 1`);

describe('the wall in the database', () => {
  it('stands around every table that the API may touch, but for those that are of no workspace', async () => {
    const open = (await tables()).filter(({ walled, scoped }) => !walled || !scoped);
    expect(open.map(({ name }) => name)).toEqual(['ledger.sequencer', 'migrations', 'views.checkpoint']);
  });

  it('keeps the rows of another workspace from the API, however wrong its query', async () => {
    let walls = 0;
    for (const { name, scoped } of await tables()) {
      if (!scoped) continue;
      const count = async (workspaceId: string) =>
        (
          await owner.query<{ n: string }[]>(`select count(*) as n from ${name} where workspace_id = $1`, [workspaceId])
        )[0]!.n;
      const [mine, theirs] = [await count(own.shop.id), await count(other.shop.id)];
      if (theirs !== '0') walls += 1;
      const seen = (sql: string) =>
        withWorkspace(api, own.shop.id, (manager) => manager.query<{ n: string }[]>(sql)).then(([row]) => row!.n);
      const found = [
        await seen(`select count(*) as n from ${name} where workspace_id = '${other.shop.id}'`),
        await seen(`select count(*) as n from ${name} where workspace_id <> '${own.shop.id}' or workspace_id is null`),
        await seen(`select count(distinct workspace_id) as n from ${name}`),
      ];
      const withoutWorkspace = (await api.query<{ n: string }[]>(`select count(*) as n from ${name}`))[0]!.n;
      expect([name, ...found, withoutWorkspace]).toEqual([name, '0', '0', mine === '0' ? '0' : '1', '0']);
    }
    // Else there would be nothing that could have been seen.
    expect(walls).toBeGreaterThan(15);
  });

  it('keeps the API from writing, changing and deleting there', async () => {
    let tried = 0;
    for (const { name, writable } of await tables()) {
      if (!writable) continue;
      const [row] = await owner.query<object[]>(
        `select to_jsonb(t) as row from ${name} t where workspace_id = $1 limit 1`,
        [other.shop.id],
      );
      const as = (sql: string, values: unknown[] = []) =>
        withWorkspace(api, own.shop.id, (manager) => manager.query<[unknown[], number]>(sql, values));
      if (row !== undefined) {
        tried += 1;
        const copy = `insert into ${name} overriding system value select * from jsonb_populate_record(null::${name}, $1)`;
        await expect(as(copy, [(row as { row: object }).row])).rejects.toThrow(/row-level security/);
      }
      for (const verb of ['update', 'delete'] as const) {
        const [{ may }] = (await owner.query<[{ may: boolean }]>(
          `select has_table_privilege('handoff_api', $1, '${verb}') as may`,
          [name],
        )) as [{ may: boolean }];
        if (!may) continue;
        const where = `where workspace_id = '${other.shop.id}' or true`;
        const before = await owner.query<unknown[]>(
          `select count(*) as n, max(xmin::text::bigint) as newest from ${name} where workspace_id = $1`,
          [other.shop.id],
        );
        const rollback = new Error('undone');
        await withWorkspace(api, own.shop.id, async (manager) => {
          await manager.query(
            verb === 'delete'
              ? `delete from ${name} ${where}`
              : `update ${name} set workspace_id = workspace_id ${where}`,
          );
          const left = await owner.query<unknown[]>(
            `select count(*) as n, max(xmin::text::bigint) as newest from ${name} where workspace_id = $1`,
            [other.shop.id],
          );
          expect([name, verb, left]).toEqual([name, verb, before]);
          throw rollback;
        }).catch((error: unknown) => expect(error).toBe(rollback));
      }
    }
    expect(tried).toBeGreaterThan(3);
  });
});

describe('what goes on in another workspace', () => {
  it('is told to no live stream, from whatever place it is followed', async () => {
    const token = own.shop.tokenOf('ada')!;
    const told: (string | undefined)[] = [];
    const streams = await Promise.all(
      [{}, { 'last-event-id': '0' }].map((headers) =>
        EventStream.open(`${application.url}/v1/live`, token, headers as Record<string, string>),
      ),
    );
    await other.shop.write('Something that happens elsewhere', randomUUID());
    const mine = await own.shop.write('Something that happens here', randomUUID());
    for (const stream of streams) {
      let next = await stream.change();
      for (; next.data.conversationId !== mine.body.conversationId; next = await stream.change())
        told.push(JSON.stringify(next));
      stream.close();
    }
    for (const mark of other.marks) expect(told.join()).not.toContain(mark);
    const foreign = `${application.url}/v1/live?conversationId=${other.idFor('/v1/conversations', 'id')}`;
    await expect(EventStream.open(foreign, token)).rejects.toThrow(/conversation_not_found/);
  });

  it('is in no proof and no entry of this one’s ledger', async () => {
    const entries = (await own.shop.see('paul', '/v1/ledger/entries')).body;
    const proof = await own.shop.see('paul', '/v1/ledger/entries/0/proof');
    expect(entries.items.length).toBeGreaterThan(3);
    const text = JSON.stringify(entries) + proof.text!;
    for (const mark of other.marks) expect(text).not.toContain(mark);
    const beyond = await own.shop.see('paul', '/v1/ledger/entries/999999/proof');
    expect(beyond.status).toBe(404);
  });

  it('is not reached by a place in a list, a moment of the past, or the id of a command', async () => {
    await other.shop.write('One more, so that there is a next page', randomUUID());
    const { next } = (await other.shop.seeNow('ada', '/v1/conversations?limit=1')).body;
    const cursor = encodeURIComponent(next!);
    expect((await own.shop.see('ada', `/v1/conversations?limit=1&cursor=${cursor}`)).status).toBe(422);
    const past = `/v1/conversations/${other.idFor('/v1/conversations', 'id')}?asOf=${new Date().toISOString()}`;
    expect((await own.shop.see('ada', past)).body.code).toBe('conversation_not_found');
    const key = { 'idempotency-key': `the-same-${randomUUID()}` };
    const member = { memberId: randomUUID(), name: 'Someone', role: 'operator' };
    const [here, there] = await Promise.all(
      [own, other].map(({ shop }) => shop.send('post', 'olga', '/v1/workspace/members', member, key)),
    );
    expect([here!.status, there!.status]).toEqual([200, 200]);
    expect(here!.body.stream).not.toBe(there!.body.stream);
    const message = { channelMessageId: 'the-same', externalUserId: 'the-same' };
    const [mine, theirs] = await Promise.all([own, other].map(({ shop }) => shop.write('Hello', 'the-same', message)));
    expect(mine!.body.conversationId).not.toBe(theirs!.body.conversationId);
  });

  it('is not for a token whose workspace is not there', async () => {
    const nowhere = await application.tokenFor({ workspaceId: randomUUID(), kind: 'member', id: 'm', role: 'owner' });
    own.shop.know('from nowhere', nowhere);
    for (const path of [
      '/v1/conversations',
      '/v1/contacts',
      '/v1/agents',
      '/v1/handoffs',
      '/v1/webhooks',
      '/v1/workspace',
    ]) {
      const { status, body, text } = await own.shop.see('from nowhere', path);
      expect([path, [200, 404].includes(status)]).toEqual([path, true]);
      for (const mark of [...own.marks, ...other.marks])
        expect(JSON.stringify(body) + (text ?? '')).not.toContain(mark);
    }
  });
});
