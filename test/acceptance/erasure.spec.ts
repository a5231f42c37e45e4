import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { Client } from 'pg';
import type { Answer } from '../parts/answer.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

const marker = 'Zq7-planted';

let application: StoryApplication;
const said: string[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) => {
      said.push(String(chunk));
      return write(chunk, ...rest);
    };
  }
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** Everything that Postgres shows of every table. */
async function everyRow(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...found.rows.map(({ row }) => `${name} ${row}`));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

/** Everything that the log holds, as it is stored. */
async function everyEvent(url: string): Promise<string> {
  const client = EventStoreDBClient.connectionString(url);
  const texts: string[] = [];
  for await (const { event } of client.readAll({ fromPosition: START }))
    if (event !== undefined) texts.push(JSON.stringify([event.data, event.metadata]));
  await client.dispose();
  return texts.join('\n');
}

/** A conversation with something personal in every field that can hold it. */
async function planted(shop: StoryWorkspace): Promise<Answer> {
  const attachments = [
    { id: 'a', name: `${marker}.png`, mediaType: 'image/png', bytes: 10, url: `https://files.example/${marker}` },
  ];
  const asked = await shop.write(`It is ${marker}, I am angry`, `user ${marker}`, { attachments });
  const turn = await shop.turn('front', asked);
  const { conversationId } = asked.body;
  await shop.acted('front', conversationId, 'agent-actions', {
    ...{ turnId: turn.turnId, epoch: turn.epoch, actionId: 'act', name: 'look-up' },
    arguments: { who: marker },
    result: { found: marker },
  });
  await shop.reply('front', turn, `Hello ${marker}`);
  await shop.hire('billing');
  await shop.acted('front', conversationId, 'hand-off-to-agent', {
    ...{ toAgentId: shop.agents['billing'], epoch: turn.epoch, reasonCode: 'out_of_scope' },
    reasonText: `Because of ${marker}`,
    context: { summary: marker, variables: { who: marker }, note: marker, attachments: [marker] },
  });
  const wanted = await shop.write(`I want to talk to a person, says ${marker}`, `user ${marker}`);
  const claimed = await shop.acted('ada', conversationId, 'claim');
  await shop.acted('ada', conversationId, 'replies', { text: `Dear ${marker}` });
  const { contactId } = (await shop.see('paul', `/v1/conversations/${conversationId}`, claimed)).body;
  const put = await shop.send('put', 'ada', `/v1/contacts/${contactId}/details`, {
    email: `${marker}@example.com`,
    name: marker,
  });
  expect(put.status).toBe(200);
  return { ...wanted, body: { ...wanted.body, contactId } };
}

describe('erasing a contact', () => {
  it('takes every planted word away from views, log and keys, and leaves what happened', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await planted(shop);
    const { contactId, conversationId } = body;
    await shop.seeNow('paul', '/v1/handoffs');
    expect(await everyRow(application.databaseUrl)).toContain(marker);
    expect(await everyEvent(application.eventStoreUrl)).not.toContain(marker);

    const erased = await shop.send('delete', 'olga', `/v1/contacts/${contactId}`);
    expect(erased).toMatchObject({ status: 200, body: { contactId } });
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).status).toBe(200);

    const found = await shop.see('paul', `/v1/conversations/${conversationId}`, erased);
    expect(found.body).toMatchObject({ status: 'closed' });
    const rows = await everyRow(application.databaseUrl);
    expect(rows.split('\n').filter((row) => row.includes(marker))).toEqual([]);
    expect(await everyEvent(application.eventStoreUrl)).not.toContain(marker);
    expect(said.join('')).not.toContain(marker);
    const items = await shop.timeline({ ...erased, body: { ...erased.body, conversationId } });
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['CustomerMessageReceived', 'Claimed']));
    expect(JSON.stringify(items)).not.toContain(marker);

    const again = await shop.write('Good morning', `user ${marker}`);
    expect((await shop.see('paul', `/v1/conversations/${again.body.conversationId}`, again)).body.contactId).not.toBe(
      contactId,
    );
  });

  it('is for owners and admins, and not while a legal hold lies on the contact', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('Hello', 'held');
    const { conversationId } = body;
    const { contactId } = (await shop.seeNow('paul', `/v1/conversations/${conversationId}`)).body;
    expect((await shop.send('delete', 'ada', `/v1/contacts/${contactId}`)).body.code).toBe('role_not_allowed');
    const hold = (held: boolean) => shop.send('put', 'olga', `/v1/contacts/${contactId}/legal-hold`, { held });
    await hold(true);
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).body.code).toBe('legal_hold');
    const still = await shop.seeNow('paul', `/v1/conversations/${conversationId}/timeline`);
    expect(JSON.stringify(still.body.items)).toContain('Hello');
    await hold(false);
    expect((await shop.send('delete', 'olga', `/v1/contacts/${contactId}`)).status).toBe(200);
    const other = await StoryWorkspace.open(application);
    expect((await other.send('delete', 'olga', `/v1/contacts/${contactId}`)).body.code).toBe('contact_not_found');
  });
});
