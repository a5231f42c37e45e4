import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { clientOf, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';
import { Readiness } from '../health/health.js';

let api: RunningApi;
let client: Client;

beforeAll(async () => {
  api = await startApi({
    ratePerMember: 10,
    ratePerAddress: 60,
    requestTimeoutMs: 1_000,
    trustedProxies: ['127.0.0.1'],
    corsOrigins: ['https://desk.example.org'],
  });
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

const ask = (path: string, init: RequestInit = {}) => fetch(api.url + path, init);

/** Sends bytes on a connection of its own, and gives everything that comes back until it is closed. */
function raw(bytes: string): Promise<string> {
  const { port } = new URL(api.url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined).on('close', () => resolve(answer));
  });
}

function problemIn(answer: string): unknown {
  expect(answer).toContain('content-type: application/problem+json');
  expect(answer).toContain('x-content-type-options: nosniff');
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
}

describe('every answer', () => {
  it.each(['/health/live', '/openapi.json', '/v1/queue', '/nowhere', '/v1/conversations/%ff', `/${'a'.repeat(9_000)}`])(
    'says that it is no page, no part of one, and not to be kept: %s',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d+/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('lets the page of the docs run its own scripts and nothing else', async () => {
    const policy = (await ask('/docs')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
  });
});

describe('a request that no route can take', () => {
  it('is told which methods its address has', async () => {
    const answer = await ask('/v1/queue', { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
    expect((await ask('/v1/nowhere', { method: 'PUT' })).status).toBe(404);
  });

  it.each([
    ['application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['text/plain', 'unsupported_media_type'],
    ['application/xml', 'unsupported_media_type'],
    ['application/json; charset=latin1', 'unsupported_media_type'],
    ['nonsense', 'unsupported_media_type'],
  ])('is refused for its kind of body: %s', async (type, code) => {
    const answer = await client.post('web', '/v1/channels/web/messages', 'a=b', { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, body: { code } });
  });

  it('is refused for a body that is packed, or no UTF-8', async () => {
    const packed = await client.post('web', '/v1/channels/web/messages', '{}', { 'content-encoding': 'gzip' });
    expect(packed).toMatchObject({ status: 415, body: { code: 'unsupported_encoding' } });
    const authorization = `Bearer ${await api.tokenOf({ kind: 'integration', id: 'web', role: 'integration' })}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const latin = await ask('/v1/channels/web/messages', { method: 'POST', headers, body: Buffer.from([0x22, 0xff]) });
    expect(await latin.json()).toMatchObject({ status: 400, code: 'malformed_encoding' });
  });

  it('is refused for a command with something behind a question mark', async () => {
    expect(await client.post('web', '/v1/channels/web/messages?x=1', {})).toMatchObject({
      status: 422,
      body: { code: 'invalid_query' },
    });
  });

  it('is refused when address and headers together are too large, when it is no HTTP, and when it is slow', async () => {
    const large = await raw(`GET /health/live HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(problemIn(large)).toMatchObject({ status: 431, code: 'headers_too_large' });
    expect(problemIn(await raw('nonsense\r\n\r\n'))).toMatchObject({ status: 400, code: 'malformed_request' });
    const doubled = await raw(
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    expect(problemIn(doubled)).toMatchObject({ status: 400 });
    const started = performance.now();
    const slow = await raw('GET /health/live HTTP/1.1\r\nhost: x\r\nx: ');
    expect(problemIn(slow)).toMatchObject({ status: 408, code: 'request_timeout' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('a request that changes nothing', () => {
  it('may have a query, where it is no command', async () => {
    const authorization = `Bearer ${await api.tokenOf({ kind: 'member', id: api.members.ben, role: 'operator' })}`;
    const head = await ask('/v1/queue?limit=5', { method: 'HEAD', headers: { authorization } });
    expect(head.status).toBe(200);
    expect((await ask('/v1/queue?limit=5', { method: 'OPTIONS' })).status).not.toBe(422);
  });
});

describe('a page of another origin', () => {
  it('may call when its origin is configured, and not otherwise', async () => {
    const preflight = (origin: string) =>
      ask('/v1/queue', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
      });
    const allowed = await preflight('https://desk.example.org');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://desk.example.org');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('who is too fast', () => {
  it('is told to wait, while others are served and health is always answered', async () => {
    // So many that some are too many also where a busy machine takes seconds over them.
    const hurried = await Promise.all(Array.from({ length: 120 }, () => client.get('paul', '/v1/queue')));
    const refused = hurried.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(15);
    expect(refused[0]!.body).toMatchObject({ code: 'too_many_requests', limit: { of: 'member', perSecond: 10 } });
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(refused[0]!.headers.get('ratelimit')).toBe('"member";r=0;t=1');
    expect((await client.get('ada', '/v1/queue')).status).toBe(200);
    expect((await ask('/health/live')).status).toBe(200);
  });

  it('in asking for health is answered by one look at log and database, however many ask at once', async () => {
    const readiness = api.app.get(Readiness);
    const answers = await Promise.all(Array.from({ length: 50 }, () => readiness.ask()));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]!.status).toBe('ready');
    expect(await readiness.ask()).not.toBe(answers[0]);
  });

  it('by address is whoever the trusted proxy says it is, token or not', async () => {
    const from = (address: string) => ask('/v1/queue', { headers: { 'x-forwarded-for': address } });
    const statuses = await Promise.all(Array.from({ length: 500 }, async () => (await from('203.0.113.9')).status));
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect((await from('203.0.113.10')).status).toBe(401);
  });
});
