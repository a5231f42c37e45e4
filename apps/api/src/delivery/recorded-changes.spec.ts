import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
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

const stored = () => api.platform.store.readStream(`workspace-${api.workspaceId}`);

/** What the workspace's stream tells of webhooks and connectors since its `from`th event, with who did it. */
async function told(from: number): Promise<readonly (readonly [string, Readonly<Record<string, unknown>>])[]> {
  return (await stored())
    .slice(from)
    .filter(({ event }) => event.type === 'WebhookChanged' || event.type === 'ConnectorChanged')
    .map(({ event, metadata }) => [metadata.actor.id, event.data as Readonly<Record<string, unknown>>]);
}

const url = 'https://us:word@crm.example:8443/in/token-of-ours?key=ours';

describe('who changes a webhook or a connector', () => {
  it('stands in the audit log, with what they did to which webhook, and of its address the host alone', async () => {
    const from = (await stored()).length;
    const { olga } = api.members;
    const { id, secret } = (await client.post('olga', '/v1/webhooks', { url, types: ['Claimed'], personal: true }))
      .body;
    await client.post('olga', `/v1/webhooks/${id}/pause`, {});
    await client.post('olga', `/v1/webhooks/${id}/resume`, {});
    const changed = (await client.post('olga', `/v1/webhooks/${id}/secret`, {})).body.secret;
    await client.delete('olga', `/v1/webhooks/${id}`);
    const all = await told(from);
    expect(all).toEqual(
      ['created', 'paused', 'resumed', 'secret_changed', 'removed'].map((change) => [
        olga,
        expect.objectContaining({ webhookId: id, change, host: 'crm.example:8443', byName: 'Olga' }),
      ]),
    );
    expect(all[0]![1]).toMatchObject({ types: ['Claimed'], personal: true });
    for (const hidden of [secret!, changed!, 'us:word', 'token-of-ours', 'key=ours'])
      expect(JSON.stringify(all)).not.toContain(hidden);
    const head = await api.platform.store.head(['workspace-']);
    const { items } = (await client.get('olga', `/v1/audit-log?type=WebhookChanged&after=${head}`)).body;
    expect(items[0]).toMatchObject({ details: { webhookId: id, change: 'removed' }, actorId: olga, actorName: 'Olga' });
  });

  it('stands there for the connector of a channel too', async () => {
    const from = (await stored()).length;
    const path = '/v1/workspace/connectors/sms';
    const { secret } = (await client.put('olga', path, { kind: 'webhook', url })).body;
    await client.post('olga', `${path}/secret`, {});
    await client.put('olga', path, { kind: 'web' });
    await client.delete('olga', path);
    const all = await told(from);
    expect(all.map(([who, { channel, change, kind, host }]) => [who, channel, change, kind, host])).toEqual([
      [api.members.olga, 'sms', 'set', 'webhook', 'crm.example:8443'],
      [api.members.olga, 'sms', 'secret_changed', 'webhook', 'crm.example:8443'],
      [api.members.olga, 'sms', 'set', 'web', null],
      [api.members.olga, 'sms', 'removed', 'web', null],
    ]);
    expect(JSON.stringify(all)).not.toContain(secret!);
  });

  it('is written once for a request that is repeated, and not where nothing is changed', async () => {
    const from = (await stored()).length;
    const headers = { 'idempotency-key': 'recorded-1' };
    const create = () => client.post('olga', '/v1/webhooks', { url }, headers);
    const [{ body }] = [await create(), ...(await Promise.all([create(), create()]))];
    await client.post('olga', `/v1/webhooks/${body.id}/pause`, {});
    await client.post('olga', `/v1/webhooks/${body.id}/pause`, {});
    expect((await client.delete('olga', `/v1/webhooks/${randomUUID()}`)).status).toBe(404);
    expect((await client.delete('olga', '/v1/workspace/connectors/nowhere')).status).toBe(404);
    expect((await client.post('ada', '/v1/webhooks', { url })).status).toBe(403);
    expect((await told(from)).map(([, { change }]) => change)).toEqual(['created', 'paused']);
  });

  it('is written before anything is changed: what the log refuses is not done', async () => {
    const headers = { 'idempotency-key': 'recorded-2' };
    const { body } = await client.post('olga', '/v1/webhooks', { url }, headers);
    expect(await client.post('olga', `/v1/webhooks/${body.id}/pause`, {}, headers)).toMatchObject({
      status: 422,
      body: { code: 'command_id_reused' },
    });
    const { webhooks } = (await client.get('olga', '/v1/webhooks')).body;
    expect(webhooks).toContainEqual(expect.objectContaining({ id: body.id, state: 'active' }));
  });
});
