import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { clientOf, type Client } from '../test/client.js';
import { startApi, type RunningApi } from '../test/running-api.js';

let node: EventStoreNode;
let api: RunningApi;
let client: Client;
const get: Client['get'] = (...given) => client.get(...given);
const post: Client['post'] = (...given) => client.post(...given);
const write: Client['write'] = (...given) => client.write(...given);

beforeAll(async () => {
  node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  api = await startApi(node.connectionString);
  client = await clientOf(api);
}, 60_000);

afterAll(() => node.stop());

describe('the loop over HTTP', () => {
  it('goes from a message to an agent, to people, back, and to an end', async () => {
    const first = await write('Where is my parcel?', 'loop');
    expect(first).toMatchObject({ status: 200, body: { state: 'ai', epoch: 1, agent: { name: 'Front line' } } });
    expect(first.headers.get('handoff-position')).toBe(first.body.position);
    const { conversationId: id } = first.body;

    const { body: polled } = await get(
      'runtime',
      `/v1/agents/${api.agentId}/turns?wait=5&after=${first.body.position}`,
    );
    const turn = polled.turns.find((one) => one.conversationId === id)!;
    expect(turn).toMatchObject({ text: 'Where is my parcel?', epoch: 1, cause: 'message' });
    const { turnId, epoch } = turn;
    const replied = await post('runtime', `/v1/conversations/${id}/agent-replies`, {
      turnId,
      epoch,
      text: 'On its way.',
    });
    expect(replied).toMatchObject({ status: 200, body: { state: 'ai', messageId: expect.any(String) } });

    const asked = await write('Can I talk to a real person please', 'loop');
    expect(asked.body).toMatchObject({ conversationId: id, state: 'waiting', handoffId: expect.any(String) });
    const stale = await post('runtime', `/v1/conversations/${id}/agent-replies`, { turnId, epoch, text: 'Too late.' });
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale_epoch' } });

    const { body: queue } = await get('ada', `/v1/queue?after=${asked.body.position}`);
    expect(queue.items.map((item) => item.conversationId)).toContain(id);

    const claims = await Promise.all(['ada', 'ben'].map((who) => post(who, `/v1/conversations/${id}/claim`)));
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = claims[0]!.status === 200 ? 'ada' : 'ben';
    expect(claims.find(({ status }) => status === 409)!.body).toMatchObject({
      code: 'already_claimed',
      state: 'human',
      assignee: { id: api.members[winner], name: winner },
    });

    const answer = await post(winner, `/v1/conversations/${id}/replies`, { text: 'Here I am.' });
    expect(answer).toMatchObject({ status: 200, body: { messageId: expect.any(String) } });
    const back = await post(winner, `/v1/conversations/${id}/return-to-ai`, { reasonCode: 'resolved' });
    expect(back).toMatchObject({ status: 409, body: { code: 'transfer_needs_confirmation' } });
    const sure = await post(winner, `/v1/conversations/${id}/return-to-ai`, {
      reasonCode: 'resolved',
      confirmed: true,
    });
    expect(sure).toMatchObject({ status: 200, body: { state: 'ai' } });

    const closed = await post(winner, `/v1/conversations/${id}/close`);
    expect(closed).toMatchObject({ status: 200, body: { state: 'closed' } });
    const { body: timeline } = await get('paul', `/v1/conversations/${id}/timeline?after=${closed.body.position}`);
    expect(timeline.items.map((item) => item.type)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'AgentReplied',
      'CustomerMessageReceived',
      'HandoffRequested',
      'AgentReplyFenced',
      'Claimed',
      'MemberReplied',
      'ReturnedToAI',
      'ConversationClosed',
    ]);
    const again = await write('Hello again', 'loop');
    expect(again.body.state).toBe('ai');
    expect(again.body.conversationId).not.toBe(id);
  });

  it('lets one of many claims win and tells the others who', async () => {
    const { body } = await write('I want to speak to someone', 'crowd');
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        post(i % 2 ? 'ada' : 'ben', `/v1/conversations/${body.conversationId}/claim`),
      ),
    );
    const lost = claims.filter(({ status }) => status === 409);
    const won = claims.filter(({ status }) => status === 200);
    expect(new Set(won.map((one) => one.body.position)).size).toBe(1);
    expect(lost).toHaveLength(50);
    for (const one of lost) expect(one.body.assignee).toEqual(won[0]!.body.assignee);
  });
});

describe('a message that is delivered twice', () => {
  it('is answered with the conversation it went to, and starts nothing', async () => {
    const id = randomUUID();
    const first = await write('Hello', 'twice', id);
    const second = await write('Hello', 'twice', id);
    expect(second.body).toEqual(first.body);
    await post('ada', `/v1/conversations/${first.body.conversationId}/close`);
    const third = await write('Hello', 'twice', id);
    expect(third.body).toMatchObject({ conversationId: first.body.conversationId, state: 'closed' });
    const next = await write('Something else', 'twice');
    expect(next.body.conversationId).not.toBe(first.body.conversationId);
    const late = await write('Hello', 'twice', id);
    expect(late.body).toMatchObject({ conversationId: first.body.conversationId, messageId: first.body.messageId });
  });

  it('keeps one conversation when many first messages come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => write(`line ${i}`, 'burst')));
    expect(new Set(answers.map(({ body }) => body.conversationId)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.messageId)).size).toBe(20);
  });
});

describe('a command id', () => {
  it('gives the same answer twice, and is refused with another body', async () => {
    const { body } = await write('Get me a human', 'idempotent');
    const path = `/v1/conversations/${body.conversationId}/claim`;
    const key = { 'idempotency-key': randomUUID() };
    const first = await post('ada', path, {}, key);
    expect(await post('ada', path, {}, key)).toMatchObject({ status: 200, body: first.body });
    expect(await post('ben', path, {}, key)).toMatchObject({ status: 422, body: { code: 'command_id_reused' } });
    expect(await post('ada', path, {}, { 'idempotency-key': 'short' })).toMatchObject({
      status: 422,
      body: { code: 'invalid_idempotency_key' },
    });
  });
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

  it('unknown ids are not found', async () => {
    const unknown = randomUUID();
    for (const id of [unknown, 'nonsense', '%00', 'a'.repeat(300)])
      expect(await post('ada', `/v1/conversations/${id}/claim`)).toMatchObject({ status: 404 });
    expect(await get('ada', `/v1/conversations/${unknown}`)).toMatchObject({
      body: { code: 'conversation_not_found' },
    });
    expect(await get('ada', `/v1/agents/${unknown}`)).toMatchObject({ body: { code: 'agent_not_found' } });
    expect(await get('ada', '/v1/queue?colour=red')).toMatchObject({ status: 422, body: { code: 'invalid_query' } });
    expect(await get('ada', '/v1/queue?after=99999999999')).toMatchObject({
      status: 504,
      body: { code: 'view_behind' },
    });
  });
});

describe('who may', () => {
  it('nobody without a token, and everybody only what the table says', async () => {
    expect(await get('nobody', '/v1/queue')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    client.tokens.set('forged', `${client.tokens.get('ada')!.slice(0, -4)}AAAA`);
    expect(await get('forged', '/v1/queue')).toMatchObject({ status: 401 });
    expect(await get('web', '/v1/queue')).toMatchObject({ status: 403, body: { code: 'role_not_allowed' } });
    expect(await post('paul', `/v1/conversations/${randomUUID()}/claim`)).toMatchObject({ status: 403 });
  });

  it("another workspace's conversations and agents do not exist", async () => {
    const { body } = await write('Hello', 'scoped');
    client.tokens.set(
      'other',
      await api.tokenOf({ workspaceId: randomUUID(), kind: 'member', id: 'eve', role: 'owner' }),
    );
    const path = `/v1/conversations/${body.conversationId}`;
    expect(await post('other', `${path}/claim`)).toMatchObject({ status: 404 });
    expect(await get('other', path)).toMatchObject({ status: 404 });
    expect(await get('other', `/v1/agents/${api.agentId}`)).toMatchObject({ status: 404 });
  });
});

describe('waiting for turns', () => {
  it('ends when one comes', async () => {
    const { body: earlier } = await write('Hello', 'poll');
    const { body: before } = await get('runtime', `/v1/agents/${api.agentId}/turns?after=${earlier.position}`);
    const waiting = get('runtime', `/v1/agents/${api.agentId}/turns?wait=5&since=${before.next}`);
    const { body } = await write('Anybody there?', 'poll');
    const { body: polled } = await waiting;
    expect(polled.turns.map((turn) => turn.conversationId)).toEqual([body.conversationId]);
  });

  it('is for the own agent only', async () => {
    expect(await get('runtime', `/v1/agents/${randomUUID()}/turns`)).toMatchObject({ status: 404 });
  });
});

describe('the description of the API', () => {
  it('names for every route who may, what it answers and how it refuses', async () => {
    const document = (await get('nobody', '/openapi.json')).body as unknown as Description;
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { summary, tags, responses, security }] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect([where, typeof summary, tags?.length]).toEqual([where, 'string', 1]);
        expect([where, responses['200']?.content?.['application/json']?.schema]).not.toEqual([where, undefined]);
        if (path.startsWith('/health')) continue;
        expect([where, security]).toEqual([where, [{ bearer: [] }]]);
        expect([where, ...Object.keys(responses)]).toEqual(expect.arrayContaining(['401', '403', '503']));
      }
    const docs = await fetch(`${api.url}/docs`);
    expect(await docs.text()).not.toMatch(/https?:\/\/(unpkg|cdn)/);
  });

  it('tells whether it is ready', async () => {
    expect(await get('nobody', '/health/live')).toMatchObject({ status: 200 });
    expect(await get('nobody', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', reasons: [] } });
  });
});

describe('stopping', () => {
  it('answers those who wait for turns at once, and lets everything go', async () => {
    const { body } = await get('runtime', `/v1/agents/${api.agentId}/turns`);
    const waiting = get('runtime', `/v1/agents/${api.agentId}/turns?wait=300&since=${body.next}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = Date.now();
    await Promise.all([api.stop(), waiting]);
    expect((await waiting).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(3_000);
  });
});

/** What of an OpenAPI document is looked at. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
}
