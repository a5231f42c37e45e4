import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { startOidcIssuer, type TestOidcIssuer } from '../../../../test/parts/oidc-issuer.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let issuer: TestOidcIssuer;

beforeAll(async () => {
  issuer = await startOidcIssuer();
  api = await startApi({ oidcIssuer: issuer.url });
});

afterAll(async () => {
  await api.stop();
  await issuer.stop();
});

async function ask(authorization: string | undefined, path = '/v1/queue') {
  const response = await fetch(api.url + path, { headers: authorization === undefined ? {} : { authorization } });
  const body = (await response.json()) as { readonly code?: string; readonly detail?: string };
  return { status: response.status, challenge: response.headers.get('www-authenticate'), ...body };
}
const asMember = async (claims: object, path?: string) =>
  ask(`Bearer ${await issuer.sign({ workspace: api.workspaceId, ...claims })}`, path);

describe('a member whom the identity provider vouches for', () => {
  it('is let in in the role that the workspace knows, whatever the token says', async () => {
    const { ada, paul } = api.members;
    expect((await asMember({ sub: ada })).status).toBe(200);
    expect((await asMember({ sub: ada, role: 'owner' }, '/v1/audit-log')).status).toBe(403);
    expect((await asMember({ sub: paul, role: 'operator' }, '/v1/audit-log')).status).toBe(200);
  });

  it('may have any id that identity providers give, and act under it', async () => {
    for (const sub of ['auth0|5f7c8ec7c33c6c004bbafe82', 'olga@example.org', 'a+b/c=', 'x'.repeat(200)]) {
      const authorization = `Bearer ${await issuer.sign({ workspace: api.workspaceId, sub, role: 'owner' })}`;
      const headers = { authorization, 'content-type': 'application/json' };
      const post = (body: object) =>
        fetch(`${api.url}/v1/workspace/members`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect((await post({ memberId: sub, name: 'Themselves', role: 'owner' })).status).toBe(200);
      expect((await post({ memberId: randomUUID(), name: 'Somebody', role: 'operator' })).status).toBe(200);
      const known = await fetch(`${api.url}/v1/workspace/members/${encodeURIComponent(sub)}`, {
        method: 'DELETE',
        headers,
      });
      expect(known.status).toBe(200);
    }
  });

  it('and whom the workspace does not know has the role that the token names, or none', async () => {
    const sub = randomUUID();
    expect((await asMember({ sub, role: 'operator' })).status).toBe(200);
    expect((await asMember({ sub, role: 'operator' }, '/v1/audit-log')).status).toBe(403);
    expect(await asMember({ sub })).toMatchObject({ status: 403, code: 'role_not_allowed' });
  });

  it('is of no other workspace than the token says, known there or not', async () => {
    expect((await asMember({ sub: api.members.olga, workspace: randomUUID() })).status).toBe(403);
    expect((await asMember({ sub: api.members.olga, workspace: 'all' })).status).toBe(401);
  });
});

describe('a token that is none', () => {
  it('is refused with a challenge, and with nothing that tells why', async () => {
    const none = await ask(undefined);
    expect(none).toMatchObject({ status: 401, challenge: 'Bearer realm="handoff"', code: 'unauthenticated' });
    const token = await issuer.sign({ workspace: api.workspaceId, sub: api.members.ada });
    const [header, payload] = token.split('.') as [string, string];
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const answers = await Promise.all(
      [
        `Bearer ${unsigned}`,
        `Bearer ${header}.${payload}.AAAA`,
        `Bearer ${await issuer.sign({ workspace: api.workspaceId, exp: 1 })}`,
        `Bearer ${await issuer.sign({ workspace: api.workspaceId, aud: 'other' })}`,
        `Bearer ${await issuer.sign({ workspace: api.workspaceId }, { kid: '../../../etc/passwd' })}`,
        `Bearer ${await issuer.sign({ workspace: api.workspaceId, filling: 'x'.repeat(9_000) })}`,
        `Bearer ${'a'.repeat(9_000)}`,
        `Bearer ${'.'.repeat(100)}`,
        'Bearer',
        'Bearer ',
        `Basic ${Buffer.from('a:b').toString('base64')}`,
        token,
        `Bearer ${token} ${token}`,
        `Bearer ${token},Bearer ${token}`,
      ].map((one) => ask(one)),
    );
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], status: 401 });
    expect(answers[0]!.challenge).toBe('Bearer realm="handoff", error="invalid_token"');
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
  });

  it('is turned away before it is read where it is larger than any header may be', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = createConnection(Number(port), hostname);
    const said: string[] = [];
    socket.setEncoding('utf8').on('data', (text: string) => said.push(text));
    socket.on('error', () => undefined);
    socket.write(`GET /v1/queue HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${'a'.repeat(1_000_000)}\r\n\r\n`);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(said.join('')).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('while the identity provider is away', () => {
  it('those whose tokens are of keys that are known are let in, and nobody else is refused for good', async () => {
    expect((await asMember({ sub: api.members.ada })).status).toBe(200);
    issuer.away = true;
    expect((await asMember({ sub: api.members.ada, jti: randomUUID() })).status).toBe(200);
    issuer.away = false;
    const other = await startOidcIssuer();
    other.away = true;
    const unheard = await startApi({ oidcIssuer: other.url });
    const token = await other.sign({ workspace: randomUUID(), role: 'operator' });
    const response = await fetch(`${unheard.url}/v1/queue`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 'issuer_unavailable' });
    await unheard.stop();
    await other.stop();
  });
});
