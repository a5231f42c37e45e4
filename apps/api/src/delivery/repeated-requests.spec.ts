import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

/** The same request as often as somebody who hears no answer sends it. */
async function threeTimes(send: (headers: Record<string, string>) => ReturnType<Client['post']>, key: string) {
  const headers = { 'idempotency-key': key };
  const answers = [await send(headers), ...(await Promise.all([send(headers), send(headers)]))];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return answers.map(({ body }) => body);
}

describe('a request that is repeated under its Idempotency-Key', () => {
  const webhook = { url: 'https://crm.example/in', types: ['Claimed'] };

  it('makes one webhook, and is answered alike', async () => {
    const bodies = await threeTimes((headers) => client.post('olga', '/v1/webhooks', webhook, headers), 'webhook-1');
    expect(bodies[0]!.secret).toMatch(/^whsec_/);
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect((await client.get('olga', '/v1/webhooks')).body.webhooks).toHaveLength(1);
  });

  it('is refused with another body', async () => {
    const headers = { 'idempotency-key': 'webhook-2' };
    expect((await client.post('olga', '/v1/webhooks', webhook, headers)).status).toBe(200);
    expect(await client.post('olga', '/v1/webhooks', { ...webhook, personal: true }, headers)).toMatchObject({
      status: 422,
      body: { code: 'command_id_reused' },
    });
  });

  it('changes a secret once, so that the one before stays good', async () => {
    const { body: made } = await client.post('olga', '/v1/webhooks', webhook);
    const path = `/v1/webhooks/${made.id}/secret`;
    const changed = await threeTimes((headers) => client.post('olga', path, {}, headers), 'changed-1');
    expect(new Set(changed.map(({ secret }) => secret)).size).toBe(1);
    expect(changed[0]!.secret).not.toBe(made.secret);
    const other = await client.post('olga', path, {});
    expect([made.secret, changed[0]!.secret]).not.toContain(other.body.secret);
  });

  it('shows the secret of a new connector, and of a first webhook of one’s own, again', async () => {
    const sms = { kind: 'webhook', url: 'https://sms.example/in' };
    const path = '/v1/workspace/connectors/sms';
    const connected = await threeTimes((headers) => client.put('olga', path, sms, headers), 'connector-1');
    expect(new Set(connected.map(({ secret }) => secret)).size).toBe(1);
    expect((await client.put('olga', path, sms)).body.secret).toBeUndefined();
    const mine = '/v1/me/notification-preferences';
    const told = { webhook: 'https://me.example/in' };
    const preferred = await threeTimes((headers) => client.put('ada', mine, told, headers), 'preferred-1');
    expect(preferred[0]!.secret).toMatch(/^whsec_/);
    expect(new Set(preferred.map(({ secret }) => secret)).size).toBe(1);
  });
});
