import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { clientOf, type Client } from '../test/client.js';
import { startApi, type RunningApi } from '../test/running-api.js';

let api: RunningApi;
let client: Client;
const get: Client['get'] = (...given) => client.get(...given);
const post: Client['post'] = (...given) => client.post(...given);
const write: Client['write'] = (...given) => client.write(...given);

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

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
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale_epoch', state: 'waiting' } });

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

describe('agents and the workspace', () => {
  it('are changed and read over HTTP, each change seen by the next request', async () => {
    const made = await post('olga', '/v1/agents', { name: 'Billing', settings: { offerBeforeHandoff: false } });
    expect(made).toMatchObject({ status: 200, body: { version: 1, published: null } });
    const path = `/v1/agents/${made.body.agentId}`;
    const applied = await post('olga', `${path}/versions`, {
      settings: { instructions: 'Be kind.' },
      expectedVersion: 1,
    });
    expect(applied.body).toMatchObject({ version: 2, published: null });
    expect(await post('olga', `${path}/publish`)).toMatchObject({ body: { published: 2 } });
    const { body: asked } = await write('Can I speak to a human?', 'settings');
    const shown = await get('ada', `${path}?after=${asked.position}`);
    expect(shown.body).toMatchObject({
      active: true,
      settings: { instructions: 'Be kind.', offerBeforeHandoff: false },
    });
    expect(await post('ada', `${path}/archive`)).toMatchObject({ status: 403 });
    expect(await get('ada', '/v1/workspace')).toMatchObject({
      body: { loopLimit: 5, reasonCodes: { toPeople: expect.arrayContaining(['stuck']) } },
    });
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
    const { body } = await write('Where is my invoice?', 'poll');
    const { body: polled } = await waiting;
    expect(polled.turns.map((turn) => turn.conversationId)).toEqual([body.conversationId]);
  });

  it('is for the own agent only', async () => {
    expect(await get('runtime', `/v1/agents/${randomUUID()}/turns`)).toMatchObject({ status: 404 });
  });
});
