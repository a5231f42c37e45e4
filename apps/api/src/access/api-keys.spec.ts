import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InvalidToken, makeApiKey } from '#access';
import { Settings } from '#commands';
import { EventStream } from '../../../../test/parts/event-stream.js';
import { clientOf, type Answer, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';
import { Identities } from './identities.js';

/** What of a listed key is looked at by name. */
interface Listed {
  readonly name: string;
  readonly lastUsedAt: string | null;
}

const keys = '/v1/workspace/api-keys';
let api: RunningApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

/** A new key, kept under its name. */
async function issue(name: string, asked: object = {}, idempotencyKey: string = randomUUID()): Promise<Answer> {
  const answer = await client.post(
    'olga',
    keys,
    { name, kind: 'integration', ...asked },
    { 'idempotency-key': idempotencyKey },
  );
  if (answer.body.key) client.tokens.set(name, answer.body.key);
  return answer;
}

const listed = async (name: string) =>
  ((await client.get('paul', keys)).body.items as unknown as Listed[]).find((key) => key.name === name);
const message = (text: string) => ({ text, channelMessageId: randomUUID(), externalUserId: randomUUID() });
const write = (who: string) => client.post(who, '/v1/channels/web/messages', message('Hello'));

describe('an API key', () => {
  it('is shown once, and is kept nowhere but as a hash', async () => {
    const idempotencyKey = randomUUID();
    const first = await issue('shown', {}, idempotencyKey);
    expect(first).toMatchObject({
      status: 200,
      body: { keyId: expect.any(String), key: expect.stringMatching(/^handoff_/) },
    });
    const again = await issue('shown', {}, idempotencyKey);
    expect(again.body).toEqual({ ...first.body, key: null });
    const other = await issue('another', {}, idempotencyKey);
    expect(other).toMatchObject({ status: 422, body: { code: 'command_id_reused' } });
    const stored = await api.platform.store.readStream(`workspace-${api.workspaceId}`);
    const secret = first.body.key!.slice(-43);
    expect(
      JSON.stringify(stored, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(secret);
    const { body } = await client.get('paul', keys);
    expect(JSON.stringify(body)).not.toMatch(/handoff_|hash/);
    const log = await client.get('paul', `/v1/audit-log?type=ApiKeyIssued&after=${first.body.position}`);
    expect(log.body.items[0]).toMatchObject({
      actorId: api.members.olga,
      details: { keyId: first.body.keyId, name: 'shown' },
    });
    expect(JSON.stringify(log.body)).not.toMatch(/hash/);
  });

  it('speaks for an integration, and the events say by which key', async () => {
    const { body } = await issue('crm');
    const answer = await write('crm');
    expect(answer.status).toBe(200);
    expect((await client.post('crm', `/v1/conversations/${answer.body.conversationId}/claim`)).status).toBe(403);
    await client.post('crm', `/v1/conversations/${answer.body.conversationId}/deliveries`, {
      messageId: answer.body.messageId,
      status: 'delivered',
    });
    const events = await api.platform.store.readStream(`conversation-${answer.body.conversationId}`);
    expect(events.map(({ metadata }) => metadata.actor.id)).toContain(body.keyId);
  });

  it('of a runtime speaks for its own agent alone', async () => {
    const agentId = (await client.post('olga', '/v1/agents', { name: 'Second', settings: {} })).body.agentId;
    await issue('runtime of the second', { kind: 'agent_runtime', agentId });
    const as = (path: string) => client.get('runtime of the second', path);
    expect(await as(`/v1/agents/${agentId}/turns`)).toMatchObject({ status: 200, body: { turns: [] } });
    expect(await as(`/v1/agents/${api.agentId}/turns`)).toMatchObject({ status: 404 });
    expect(await as(`/v1/agents/${api.agentId}`)).toMatchObject({ status: 404, body: { code: 'agent_not_found' } });
    expect((await as('/v1/agents')).body.items).toMatchObject([{ agentId }]);
    const { body } = await client.write('Hello', randomUUID());
    const turn = (
      await client.get('runtime', `/v1/agents/${api.agentId}/turns?after=${body.position}`)
    ).body.turns.find((one) => one.conversationId === body.conversationId)!;
    const reply = { turnId: turn.turnId, epoch: turn.epoch, text: 'Not mine to say.' };
    const path = `/v1/conversations/${body.conversationId}/agent-replies`;
    const before = (await api.platform.store.readStream(`conversation-${body.conversationId}`)).length;
    expect((await client.post('runtime of the second', path, reply)).status).toBe(409);
    const { turnId, epoch } = turn;
    for (const [what, asked] of [
      ['agent-actions', { turnId, epoch, actionId: 'refund-1', name: 'refund' }],
      ['assessments', { turnId, epoch, sentiment: -1, answered: false }],
      ['offers', { epoch, reasonCode: 'complex' }],
      ['handoff-requests', { epoch, reasonCode: 'complex' }],
      ['hand-off-to-agent', { epoch, toAgentId: agentId }],
      ['close', { epoch, lastMessageSeen: body.messageId }],
    ] as const) {
      const answer = await client.post('runtime of the second', path.replace('agent-replies', what), asked);
      expect([what, answer.status, answer.body.code]).toEqual([what, 409, expect.any(String)]);
    }
    expect(await api.platform.store.readStream(`conversation-${body.conversationId}`)).toHaveLength(before);
    expect((await client.post('runtime', path, reply)).status).toBe(200);
  });

  it('may be made for less than its kind may, and never for more', async () => {
    await issue('writer', { permissions: ['customer.write'] });
    expect((await write('writer')).status).toBe(200);
    expect(await client.get('writer', '/v1/conversations')).toMatchObject({
      status: 403,
      body: { code: 'role_not_allowed' },
    });
    const more = await issue('more', { permissions: ['customer.write', 'audit.export', 'no.such'] });
    expect(more).toMatchObject({
      status: 422,
      body: { fields: [{ field: 'permissions.1' }, { field: 'permissions.2' }] },
    });
    expect((await issue('none', { kind: 'agent_runtime' })).body.code).toBe('invalid_setting');
    expect((await issue('none', { kind: 'agent_runtime', agentId: randomUUID() })).body.code).toBe('agent_not_found');
    expect((await issue('none', { kind: 'owner' })).status).toBe(422);
  });

  it('is good until it expires', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    await issue('brief', { expiresAt });
    expect((await write('brief')).status).toBe(200);
    await pause(Date.parse(expiresAt) - Date.now() + 5);
    expect((await write('brief')).status).toBe(401);
    expect(await listed('brief')).toMatchObject({ state: 'expired', expiresAt });
    expect((await issue('late', { expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(422);
  });

  it('tells when it was used last, and writes it once a minute at most', async () => {
    await issue('used');
    expect(await listed('used')).toMatchObject({ lastUsedAt: null, state: 'active', issuedBy: 'Olga' });
    const before = Date.now();
    for (let i = 0; i < 20; i++) await client.get('used', '/v1/conversations');
    let found: Listed | undefined;
    for (const limit = before + 5_000; Date.now() < limit && !found?.lastUsedAt;) found = await listed('used');
    expect(Date.parse(found!.lastUsedAt!)).toBeGreaterThanOrEqual(before - 5);
    const written = found!.lastUsedAt;
    await client.get('used', '/v1/conversations');
    expect(await listed('used')).toMatchObject({ lastUsedAt: written });
  });
});

describe('a revoked API key', () => {
  it('opens nothing from the answer on, here and in every other process', async () => {
    const { body } = await issue('lost');
    const elsewhere = new Settings(api.platform.store);
    await elsewhere.start();
    const there = new Identities({
      settings: elsewhere,
      uses: { note: () => undefined },
      verifyToken: () => Promise.reject(new InvalidToken('no JWT')),
    });
    expect(await there.identityOf(body.key!)).toMatchObject({ id: body.keyId });
    expect((await write('lost')).status).toBe(200);
    const revoked = await client.delete('olga', `${keys}/${body.keyId}`);
    expect((await write('lost')).status).toBe(401);
    await elsewhere.reached(BigInt(revoked.body.position));
    await expect(there.identityOf(body.key!)).rejects.toBeInstanceOf(InvalidToken);
    await elsewhere.stop();
    expect(await listed('lost')).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) });
    expect((await client.delete('olga', `${keys}/${body.keyId}`)).status).toBe(200);
    expect((await client.delete('olga', `${keys}/${randomUUID()}`)).status).toBe(404);
  });

  it('ends what it had open: a live stream, and a wait for turns', async () => {
    const stream = await issue('stream');
    const wait = await issue('wait', { kind: 'agent_runtime', agentId: api.agentId });
    const live = await EventStream.open(`${api.url}/v1/live`, stream.body.key!);
    expect((await live.next())?.event).toBe('ready');
    const waiting = client.get('wait', `/v1/agents/${api.agentId}/turns?wait=5&since=9000000000`);
    await pause(200);
    for (const { body } of [stream, wait]) await client.delete('olga', `${keys}/${body.keyId}`);
    const { conversationId } = (await client.write('Hello', randomUUID())).body;
    expect((await waiting).status).toBe(401);
    const told: (string | undefined)[] = [];
    for (let next = await live.next(); next !== undefined; next = await live.next())
      told.push(next.event === 'ended' ? next.data.code : next.data.conversationId);
    expect(told).not.toContain(conversationId);
    expect(told.at(-1)).toBe('unauthenticated');
  });

  it('is answered as one that never was, byte for byte', async () => {
    const { body } = await issue('answered');
    await client.delete('olga', `${keys}/${body.keyId}`);
    client.tokens.set('never', makeApiKey(api.workspaceId, randomUUID()).text);
    client.tokens.set('wrong', makeApiKey(api.workspaceId, body.keyId).text);
    client.tokens.set('elsewhere', makeApiKey(randomUUID(), body.keyId).text);
    client.tokens.set('malformed', 'handoff_x');
    client.tokens.set('no token', 'a.b.c');
    const answers = await Promise.all(
      ['answered', 'never', 'wrong', 'elsewhere', 'malformed', 'no token'].map((who) => client.get(who, '/v1/queue')),
    );
    for (const { status, headers, body: said } of answers) {
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="handoff", error="invalid_token"']);
      expect(said).toEqual(answers[0]!.body);
    }
  });

  it('and a wrong one are told in the audit log, bounded however often they are tried', async () => {
    const { body } = await issue('guarded');
    await client.delete('olga', `${keys}/${body.keyId}`);
    for (let i = 0; i < 100; i++) {
      client.tokens.set('guess', makeApiKey(api.workspaceId, body.keyId).text);
      await client.get('guess', '/v1/queue');
      await client.get('guarded', '/v1/queue');
    }
    const told = async () => {
      const head = await api.platform.store.head(['workspace-']);
      const { items } = (await client.get('paul', `/v1/audit-log?type=AccessRefused&limit=200&after=${head}`)).body;
      return items.filter(({ details }) => details['keyId'] === body.keyId);
    };
    let items = await told();
    for (const limit = Date.now() + 5_000; items.length < 2 && Date.now() < limit;) items = await told();
    expect(items.map(({ details, actorId }) => [details['reason'], actorId]).sort()).toEqual([
      ['key_revoked', body.keyId],
      ['wrong_key', 'access'],
    ]);
  });
});
