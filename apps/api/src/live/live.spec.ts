import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EventStream } from '../../../../test/parts/event-stream.js';
import { clientOf, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

const follow = (who: string, query = '', headers = {}) =>
  EventStream.open(`${api.url}/v1/live${query}`, client.tokens.get(who)!, headers);

describe('the live stream', () => {
  it('tells a change once it can be queried: its item, and the lists to ask again', async () => {
    const stream = await follow('ada');
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await stream.next()).toMatchObject({ event: 'ready' });
    const { body } = await client.write('I want a human', 'told');
    const { conversationId } = body;
    const told = await stream.upTo('HandoffRequested');
    expect(told.map(({ data }) => [data.conversationId, data.item?.type])).toEqual([
      [conversationId, 'ConversationStarted'],
      [conversationId, 'CustomerMessageReceived'],
      [conversationId, 'HandoffRequested'],
    ]);
    expect(told.at(-1)).toMatchObject({ data: { touches: ['queue', 'board', 'timeline'] } });
    // Without waiting for any position: it is there.
    const { items } = (await client.get('ada', '/v1/queue')).body;
    expect(items.map((row) => row.conversationId)).toContain(conversationId);
    stream.close();
  });

  it('goes on after the last id that was seen, and misses nothing', async () => {
    const before = await follow('ada');
    await client.write('I want a human', 'resumes');
    const seen = (await before.change()).id;
    before.close();
    const { body } = await client.write('Hello', 'resumes too');
    const after = await follow('ada', '', { 'last-event-id': seen });
    expect((await after.next())?.id).toBe(seen);
    const told = await after.upTo('CustomerMessageReceived');
    expect(told[0]!.data.item?.type).toBe('CustomerMessageReceived');
    const more = await after.upTo('ConversationStarted');
    expect(more.at(-1)?.data.conversationId).toBe(body.conversationId);
    after.close();
    const byQuery = await follow('ada', `?after=${seen}`);
    expect((await byQuery.change()).id).toBe(told[0]!.id);
    byQuery.close();
  });

  it('follows one conversation alone, and only one that the workspace has', async () => {
    const { body } = await client.write('Hello', 'alone');
    const stream = await follow('ada', `?conversationId=${body.conversationId}&after=${body.position}`);
    await client.write('Hello', 'somebody else');
    await client.write('I want a human', 'alone');
    expect((await stream.change()).data.conversationId).toBe(body.conversationId);
    stream.close();
    expect(await client.get('ada', `/v1/live?conversationId=${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'conversation_not_found' },
    });
  });

  it('shows an integration timelines only, and lets no runtime in', async () => {
    const stream = await follow('web');
    await client.write('I want a human', 'integration');
    for (const { data } of await stream.upTo('HandoffRequested')) expect(data.touches).toEqual(['timeline']);
    stream.close();
    expect(await client.get('runtime', '/v1/live')).toMatchObject({ status: 403, body: { code: 'role_not_allowed' } });
  });

  it('ends for a member who is removed while it is open', async () => {
    const memberId = randomUUID();
    await client.post('olga', '/v1/workspace/members', { memberId, name: 'Cleo', role: 'operator' });
    const token = await api.tokenOf({ kind: 'member', id: memberId, role: 'operator' });
    const stream = await EventStream.open(`${api.url}/v1/live`, token);
    expect((await stream.next())?.event).toBe('ready');
    expect((await client.delete('olga', `/v1/workspace/members/${memberId}`)).status).toBe(200);
    await client.write('Hello', 'after the removal');
    expect(await stream.next()).toMatchObject({ event: 'ended', data: { code: 'role_not_allowed' } });
    expect(await stream.next()).toBeUndefined();
  });

  it.each([
    ['?after=x', {}, 422, 'invalid_query'],
    ['?colour=red', {}, 422, 'invalid_query'],
    ['?after=999999999999', {}, 422, 'position_beyond_head'],
    ['', { 'last-event-id': 'x' }, 422, 'invalid_position'],
    ['', { 'last-event-id': '999999999999' }, 422, 'position_beyond_head'],
  ])('refuses what it cannot begin with: %s %j', async (query, headers, status, code) => {
    const response = await fetch(`${api.url}/v1/live${query}`, {
      headers: { authorization: `Bearer ${client.tokens.get('ada')}`, ...headers },
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('refuses the 21st stream of one caller, until another is closed', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => follow('paul')));
    expect(await client.get('paul', '/v1/live')).toMatchObject({ status: 429, body: { code: 'too_many_streams' } });
    for (const stream of streams) stream.close();
    for (;;) {
      const again = await follow('paul').catch(() => undefined);
      again?.close();
      if (again !== undefined) break;
    }
  });
});

describe('stopping', () => {
  it('ends every stream at once', async () => {
    const stream = await follow('ada');
    expect((await stream.next())?.event).toBe('ready');
    const began = Date.now();
    const closing = api.app.close();
    expect(await stream.next()).toBeUndefined();
    await closing;
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});
