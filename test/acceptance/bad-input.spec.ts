import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer } from '../parts/answer.js';
import { describedRoutes, type DescribedRoute } from '../parts/described-routes.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;
let shop: StoryWorkspace;
let routes: readonly DescribedRoute[];

beforeAll(async () => {
  application = await startStoryApplication();
  shop = await StoryWorkspace.open(application);
  routes = await describedRoutes(application.url);
});

afterAll(() => application.stop());

/** Does something, and makes sure that it left the log as it was. */
async function refused(ask: () => Promise<Answer>): Promise<Answer> {
  const before = await application.head();
  const answer = await ask();
  const type = answer.headers['content-type'];
  if (type !== 'application/problem+json; charset=utf-8') throw new Error(`${type}: ${JSON.stringify(answer.body)}`);
  expect(await application.writtenSince(before)).toEqual([]);
  return answer;
}

const messages = '/v1/channels/web/messages';
const message = (parts: object) => ({ channelMessageId: randomUUID(), externalUserId: 'bad', text: 'Hello', ...parts });
const file = (i: number) => ({
  id: `att-${i}`,
  name: 'a.pdf',
  mediaType: 'application/pdf',
  bytes: 1,
  url: 'https://files.example.com/a.pdf',
});

describe('a body that is malformed', () => {
  it.each([
    ['a missing field', { text: 'x' }, 'channelMessageId'],
    ['a field of another type', message({ text: 7 }), 'text'],
    ['a field nobody knows', message({ colour: 'red' }), 'colour'],
    [
      'a wrong field deep inside',
      message({ attachments: [{ ...file(1), url: 'javascript:alert(1)' }] }),
      'attachments.0.url',
    ],
  ])('is answered 422 with the field: %s', async (_name, body, field) => {
    const answer = await refused(() => shop.send('post', 'web', messages, body));
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_body' } });
    expect(answer.body.fields.map((one) => one.field)).toContain(field);
  });

  it('or no JSON, too deep or too large is answered by its own code', async () => {
    const send = (body: string) => refused(() => shop.send('post', 'web', messages, body));
    expect(await send('{"text"')).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
    expect(await send('['.repeat(2_000))).toMatchObject({ status: 422, body: { code: 'too_deep' } });
    const large = JSON.stringify(message({ text: 'x'.repeat(300_000) }));
    expect(await send(large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });
});

describe('what is over a limit', () => {
  it('is refused with the limit in the answer: texts, attachments, phrases', async () => {
    const { body } = await shop.write('Hello', 'limits');
    const post = (path: string, sent: object, who = 'web') => refused(() => shop.send('post', who, path, sent));
    const long = 'ä'.repeat(8 * 1024 + 1);
    const tooLong = { status: 422, body: { code: 'text_too_long', limitBytes: 16_384, bytes: 16_386 } };
    expect(await post(messages, message({ text: long }))).toMatchObject(tooLong);
    await shop.acted('ada', body.conversationId, 'assume');
    expect(await post(`/v1/conversations/${body.conversationId}/replies`, { text: long }, 'ada')).toMatchObject(
      tooLong,
    );
    const attachments = Array.from({ length: 21 }, (_, i) => file(i));
    expect(await post(messages, message({ attachments }))).toMatchObject({
      status: 422,
      body: { code: 'too_many_attachments', limit: 20, attachments: 21 },
    });
    const agent = (keywords: string[]) => ({ name: 'many', settings: { triggers: { keywords } } });
    const phrases = Array.from({ length: 201 }, (_, i) => `phrase ${i}`);
    expect(await post('/v1/agents', agent(phrases), 'olga')).toMatchObject({
      status: 422,
      body: { code: 'too_many_phrases', limit: 200, phrases: 201 },
    });
    expect(await post('/v1/agents', agent(['x'.repeat(201)]), 'olga')).toMatchObject({
      status: 422,
      body: { code: 'phrase_too_long', limitCharacters: 200, characters: 201 },
    });
    expect(await post(messages, message({ text: '  ' }))).toMatchObject({
      status: 422,
      body: { code: 'empty_message' },
    });
  });
});

describe('an illegal move', () => {
  it('is answered 409 with the state of the conversation, and leaves the log as it was', async () => {
    const withAi = (await shop.write('Hello', 'illegal-1')).body.conversationId;
    const waiting = (await shop.write('I want a human', 'illegal-2')).body.conversationId;
    const closed = (await shop.write('I want a human', 'illegal-3')).body.conversationId;
    await shop.acted('ada', closed, 'close');
    const cases = [
      ['ada', withAi, 'claim', {}, 'not_waiting', 'ai'],
      ['ada', withAi, 'replies', { text: 'x' }, 'not_your_conversation', 'ai'],
      ['ada', withAi, 'release', {}, 'not_with_people', 'ai'],
      ['ada', withAi, 'transfer', { memberId: shop.members.ben }, 'not_with_people', 'ai'],
      ['ada', withAi, 'transfer-to-ai', {}, 'not_with_people', 'ai'],
      ['ada', waiting, 'replies', { text: 'x' }, 'not_your_conversation', 'waiting'],
      ['ada', waiting, 'transfer-to-ai', {}, 'not_your_conversation', 'waiting'],
      ['ada', waiting, 'hand-off-to-agent', { toAgentId: shop.agents['front'] }, 'not_with_ai', 'waiting'],
      ['ada', closed, 'claim', {}, 'closed', 'closed'],
      ['ada', closed, 'assume', {}, 'closed', 'closed'],
      ['ada', closed, 'return-to-ai', {}, 'closed', 'closed'],
      ['ada', closed, 'unassign-agent', {}, 'closed', 'closed'],
      ['web', closed, 'handoff-requests', {}, 'closed', 'closed'],
    ] as const;
    for (const [who, id, what, body, code, state] of cases) {
      const answer = await refused(() => shop.act(who, id, what, body));
      expect({ what, status: answer.status, code: answer.body.code, state: answer.body.state }).toEqual({
        what,
        status: 409,
        code,
        state,
      });
    }
  });

  it('names the second of two editors who was first', async () => {
    const policy = { steps: [], expectedVersion: 0 };
    expect((await shop.set('wait-policy', policy)).status).toBe(200);
    const late = { steps: [{ kind: 'contact_form', afterSeconds: 60 }], expectedVersion: 0 };
    const answer = await refused(() => shop.send('put', 'olga', '/v1/workspace/wait-policy', late));
    expect(answer).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect(JSON.stringify(answer.body)).toContain('Olga Berg');
  });
});

/**
 * The routes with an id of ours in them. Channels and teams get their names from whoever asks, in each workspace anew; an index of the
 * ledger is a number, and what is none is refused as such.
 */
function withIds(): readonly DescribedRoute[] {
  const named = ({ verb, path }: DescribedRoute) =>
    path.includes('{channel}') ||
    path.includes('{index}') ||
    (verb === 'put' && path === '/v1/workspace/teams/{teamId}');
  return routes.filter((route) => route.path.includes('{') && !named(route));
}

/** The first answer to somebody who may ask at all. */
async function askAs(
  workspace: StoryWorkspace,
  { verb, body: example }: DescribedRoute,
  path: string,
): Promise<Answer> {
  // That one of two fields must be there is more than a schema says.
  const body = path.endsWith('/transfer') ? { teamId: 'billing' } : example;
  for (const who of ['olga', 'web', 'front']) {
    const answer = await workspace.send(verb, who, path, body);
    if (answer.status !== 403) return answer;
  }
  throw new Error(`nobody may ask ${path}`);
}

describe('every route', () => {
  it('answers 404 to ids that nobody has, in whatever form', async () => {
    expect(withIds().length).toBeGreaterThan(35);
    for (const route of withIds()) {
      for (const id of [randomUUID(), 'nonsense']) {
        const path = route.path.replaceAll(/\{\w+\}/g, id);
        const answer = await refused(() => askAs(shop, route, path));
        expect([route.verb, path, answer.status]).toEqual([route.verb, path, 404]);
      }
    }
  });

  it("answers 404 to another workspace's ids", async () => {
    const stranger = await StoryWorkspace.open(application);
    const { body } = await shop.write('I want a human', 'scoped');
    const form = { details: { email: 'anna@example.com' } };
    const sent = await shop.acted('web', body.conversationId, 'contact-form', form);
    const { contactId } = (await shop.see('ada', `/v1/conversations/${body.conversationId}`, sent)).body;
    const [handoff] = await shop.handoffs(sent);
    const followUp = (await shop.seeNow('ada', '/v1/follow-ups')).body.items[0]!;
    await shop.set('teams/secret', { name: 'Secret', memberIds: [] });
    const idOf = (path: string, name: string): string => {
      if (name === 'memberId') return shop.members.ada;
      if (name === 'teamId') return 'secret';
      if (name === 'followUpId') return followUp['followUpId'] as string;
      if (path.startsWith('/v1/agents')) return shop.agents['front']!;
      if (path.startsWith('/v1/contacts')) return contactId;
      if (path.startsWith('/v1/handoffs')) return handoff!['handoffId'] as string;
      return body.conversationId;
    };
    for (const route of withIds()) {
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idOf(route.path, name));
      const answer = await refused(() => askAs(stranger, route, path));
      expect([route.verb, path, answer.status]).toEqual([route.verb, path, 404]);
      expect(JSON.stringify(answer.body)).not.toMatch(/anna@example|Ada Martin/);
    }
    const own = await stranger.write('Hello', 'own');
    const { contactId: ownContact } = (await stranger.see('ada', `/v1/conversations/${own.body.conversationId}`, own))
      .body;
    const link = { otherContactId: contactId };
    expect(await refused(() => stranger.send('post', 'ada', `/v1/contacts/${ownContact}/links`, link))).toMatchObject({
      status: 404,
      body: { code: 'contact_not_found' },
    });
    for (const list of ['handoffs', 'follow-ups', 'queue', 'inbox'])
      expect((await stranger.seeNow('olga', `/v1/${list}`)).body.items).toEqual([]);
  });

  it('answers 401 without a token', async () => {
    for (const { verb, path, body } of routes) {
      const answer = await refused(() => shop.send(verb, 'nobody', path.replaceAll(/\{\w+\}/g, shop.id), body));
      expect([verb, path, answer.status]).toEqual([verb, path, 401]);
    }
  });
});

describe('a query', () => {
  it.each([
    ['/v1/queue?colour=red', 'invalid_query'],
    ['/v1/handoffs?direction=sideways', 'invalid_query'],
    ['/v1/conversations?limit=0', 'invalid_query'],
    ['/v1/queue?after=x', 'invalid_query'],
    ['/v1/queue?toString=red', 'invalid_query'],
    ['/v1/handoffs?constructor=red', 'invalid_query'],
    ['/v1/board?__proto__=red', 'invalid_query'],
  ])('that nobody understands is refused, never a silent empty page: %s', async (path, code) => {
    expect(await refused(() => shop.see('paul', path))).toMatchObject({ status: 422, body: { code } });
  });

  it('of an export is refused alike, and nothing is exported', async () => {
    const before = (await shop.seeNow('paul', '/v1/audit/exports')).body.items;
    for (const [filter, code] of [
      [{ from: '2026-11-21T00:00:00Z', until: '2026-11-20T00:00:00Z' }, 'range_reversed'],
      [{ constructor: 'red' }, 'invalid_body'],
      [{ colour: 'red' }, 'invalid_body'],
    ] as const)
      expect(await shop.send('post', 'paul', '/v1/audit/exports', { filter })).toMatchObject({
        status: 422,
        body: { code },
      });
    expect((await shop.seeNow('paul', '/v1/audit/exports')).body.items).toEqual(before);
  });

  it('for entries of the ledger past its end is refused, and for those that come next shows none yet', async () => {
    const path = '/v1/ledger/entries';
    const size = (await shop.seeNow('paul', path)).body.items.length;
    expect(await shop.see('paul', `${path}?from=${size}`)).toMatchObject({ status: 200, body: { items: [] } });
    for (const from of [size + 1, 2 ** 40])
      expect(await shop.see('paul', `${path}?from=${from}`)).toMatchObject({
        status: 404,
        body: { code: 'not_checkpointed' },
      });
  });

  it('with a cursor of another query, or a tampered one, is refused', async () => {
    await shop.write('Hello', 'cursor-1');
    await shop.write('Hello', 'cursor-2');
    const page = await shop.seeNow('ada', '/v1/conversations?limit=1');
    const cursor = encodeURIComponent(page.body.next!);
    for (const path of [`/v1/handoffs?cursor=${cursor}`, `/v1/conversations?limit=1&cursor=${cursor.slice(0, -2)}xx`])
      expect((await refused(() => shop.see('paul', path))).status).toBe(422);
  });
});
