import { beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { clientOf, type Client } from '../test/client.js';
import { startApi, type RunningApi } from '../test/running-api.js';

let api: RunningApi;
let client: Client;

beforeEach(async () => {
  api = await startApi();
  client = await clientOf(api);
});

describe('when the log is away', () => {
  it('commands are refused with 503 and may be sent again; the process says that it is not ready', async () => {
    await api.node.stop();
    const away = await client.write('Anybody?', 'away');
    expect(away).toMatchObject({ status: 503, body: { code: 'log_unavailable' } });
    expect(away.headers.get('retry-after')).toBe('1');
    expect(await client.get('nobody', '/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', reasons: ['The event store does not answer.'] },
    });
    await api.stop();
  });
});

describe('stopping', () => {
  it('answers those who wait for turns at once, and lets everything go', async () => {
    const waiting = client.get('runtime', `/v1/agents/${api.agentId}/turns?wait=300`);
    await pause(100);
    const began = Date.now();
    await Promise.all([api.stop(), waiting]);
    expect((await waiting).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it('waits for a request that is being worked on, and not for the connection it came by', async () => {
    await api.node.stop();
    const working = client.write('Anybody?', 'away');
    await pause(100);
    const began = Date.now();
    await Promise.all([api.stop(), working]);
    expect((await working).headers.get('connection')).toBe('close');
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});
