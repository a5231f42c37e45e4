import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { clientOf, type Answer, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let client: Client;
const get: Client['get'] = (...given) => client.get(...given);
const post: Client['post'] = (...given) => client.post(...given);

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

describe('bad input', () => {
  const messages = '/v1/channels/web/messages';

  it.each([
    ['a field nobody knows', { text: 'x', channelMessageId: 'm', colour: 'red' }, ['colour']],
    ['a field of another type', { text: 7, channelMessageId: 'm' }, ['text']],
    ['a missing field', { text: 'x' }, ['channelMessageId']],
    ['a null where something must be', { text: null, channelMessageId: 'm' }, ['text']],
    [
      'a wrong field deep inside',
      { text: 'x', channelMessageId: 'm', attachments: [{ id: 'a' }] },
      ['attachments.0.name'],
    ],
    ['NUL', { text: 'a\u0000b', channelMessageId: 'm' }, ['text']],
    ['half a surrogate pair', '{"text":"\\ud800","channelMessageId":"m"}', ['text']],
    ['a list', [], ['']],
  ])('%s is refused, naming the field', async (_name, body, fields) => {
    const { status, body: problem, headers } = await post('web', messages, body);
    expect({ status, code: problem.code }).toEqual({ status: 422, code: 'invalid_body' });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const named = problem.fields.map((one) => one.field);
    expect(named).toEqual(expect.arrayContaining(fields));
  });

  it.each<unknown>([null, true, [5], {}, { toString: 1 }, '', '5 ', '0x5'])(
    '%j is no whole number, and is never made one',
    async (limit) => {
      expect(await client.put('olga', '/v1/workspace/loop-limit', { limit })).toMatchObject({
        status: 422,
        body: { code: 'invalid_body', fields: [{ field: 'limit' }] },
      });
    },
  );

  it('anything at all is refused by a command that needs nothing, which takes an empty body or none', async () => {
    const { body } = await client.write('I want a human', 'nothing');
    const path = `/v1/conversations/${body.conversationId}/cancel-handoff`;
    expect(await post('web', path, { reason: 'x' })).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'reason' }] },
    });
    expect(await post('web', path, {})).toMatchObject({ status: 200, body: { state: 'ai' } });
    expect(await post('web', path, '')).toMatchObject({ status: 200 });
  });

  it('an address that is no whole text is refused like any other that is none', async () => {
    const path = '/v1/me/notification-preferences';
    for (const email of ['\ud800@example.org', 'x', 7])
      expect(await client.put('ada', path, { email, byEmail: [] })).toMatchObject({
        status: 422,
        body: { fields: [{ field: 'email' }] },
      });
  });

  it('that no database could keep is refused wherever it stands', async () => {
    const attachment = { id: 'a', name: 'a', mediaType: 'text/plain', bytes: 1, url: 'https://a.example/\u0000' };
    const message = { text: 'x', channelMessageId: 'kept', externalUserId: 'kept' };
    const fieldsOf = async (asked: Promise<Answer>) => {
      const { status, body } = await asked;
      return [status, ...(body.fields ?? []).map(({ field }) => field)];
    };
    const webhook = { url: 'https://a.example' };
    const preferences = '/v1/me/notification-preferences';
    expect(await fieldsOf(post('web', messages, { ...message, attachments: [attachment] }))).toEqual([
      422,
      'attachments.0.url',
    ]);
    expect(await fieldsOf(post('olga', '/v1/webhooks', '{"url":"https://a.example/\\ud800"}'))).toEqual([422, 'url']);
    for (const types of [null, ['a\u0000'], ['NoSuchEvent'], 'Claimed'])
      expect(await fieldsOf(post('olga', '/v1/webhooks', { ...webhook, types }))).toEqual([422, 'types']);
    expect(await fieldsOf(client.put('ada', preferences, { byEmail: null }))).toEqual([422, 'byEmail']);
    const beyond = '9223372036854775808';
    expect(await fieldsOf(post('ada', '/v1/me/notifications/read', { upTo: beyond }))).toEqual([422, 'upTo']);
    expect(await fieldsOf(get('ada', `/v1/me/notifications?before=${beyond}`))).toEqual([422, 'before']);
    expect(await get('ada', `/v1/live?after=${beyond}`)).toMatchObject({ status: 422 });
  });

  it('malformed, too deep, too large, of another kind or without a route: each has its own code', async () => {
    expect(await post('web', messages, '{"text"')).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
    expect(await post('web', messages, '{"__proto__":{}}')).toMatchObject({ status: 400 });
    expect(await post('web', messages, '['.repeat(5000))).toMatchObject({ status: 422, body: { code: 'too_deep' } });
    expect(await post('web', messages, { text: 'x'.repeat(70_000) })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    expect(await post('web', messages, 'text', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await get('ada', '/v1/nowhere')).toMatchObject({ status: 404, body: { code: 'no_such_route' } });
    const long = { text: 'ä'.repeat(9_000), channelMessageId: 'long', externalUserId: 'long' };
    expect(await post('web', messages, long)).toMatchObject({
      status: 422,
      body: { code: 'text_too_long', limitBytes: 16_384 },
    });
  });

  it('in an address that the router cannot read is refused in the same shape', async () => {
    const problem = 'application/problem+json; charset=utf-8';
    for (const [id, status, code] of [
      ['a'.repeat(1_500), 414, 'address_too_long'],
      ['%ff', 400, 'bad_address'],
    ] as const) {
      const answer = await get('ada', `/v1/conversations/${id}`);
      expect(answer).toMatchObject({ status, body: { status, code } });
      expect(answer.headers.get('content-type')).toBe(problem);
    }
  });

  it('unknown ids are not found', async () => {
    const unknown = randomUUID();
    for (const id of [unknown, 'nonsense', '%00', 'a'.repeat(300)])
      expect(await post('ada', `/v1/conversations/${id}/claim`)).toMatchObject({ status: 404 });
    expect(await get('ada', `/v1/conversations/${unknown}`)).toMatchObject({
      body: { code: 'conversation_not_found' },
    });
    expect(await get('ada', '/v1/agents?after=99999999999')).toMatchObject({ body: { code: 'position_beyond_head' } });
    expect(await get('ada', `/v1/agents/${unknown}`)).toMatchObject({ body: { code: 'agent_not_found' } });
    expect(await get('ada', '/v1/queue?colour=red')).toMatchObject({ status: 422, body: { code: 'invalid_query' } });
    expect(await get('ada', '/v1/queue?after=99999999999')).toMatchObject({
      status: 422,
      body: { code: 'position_beyond_head' },
    });
  });
});
