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

describe('webhooks of a workspace', () => {
  it('are fifty at most; the request that made the last one may be repeated, and one taken away makes room', async () => {
    const make = (n: number) =>
      client.post('olga', '/v1/webhooks', { url: `https://crm.example/${n}` }, { 'idempotency-key': `webhook-${n}` });
    for (let n = 1; n <= 50; n += 1) expect((await make(n)).status).toBe(200);
    expect(await make(51)).toMatchObject({ status: 409, body: { code: 'too_many_webhooks', limit: 50 } });
    const { status, body } = await make(50);
    expect(status).toBe(200);
    expect((await client.delete('olga', `/v1/webhooks/${body.id}`)).status).toBe(200);
    expect((await make(51)).status).toBe(200);
  });
});
