import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, exportJWK } from 'jose';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOidcIssuer, type TestOidcIssuer } from '../../../test/parts/oidc-issuer.js';
import {
  InvalidToken,
  issueToken,
  OidcIssuer,
  oidcAlgorithms,
  parseIssuerKey,
  verifyBearer,
  type IssuerSettings,
} from './index.js';
import type { OidcSettings } from './oidc.js';

const workspace = randomUUID();
const good = { workspace, role: 'operator' };
let issuer: TestOidcIssuer;
let local: IssuerSettings;
let trusted: OidcIssuer;

const usual = (): OidcSettings => ({
  issuer: issuer.url,
  audience: issuer.audience,
  algorithms: oidcAlgorithms,
  claims: { workspace: 'workspace', role: 'role', id: 'sub', agent: 'agent' },
  roleWords: {},
});

beforeAll(async () => {
  issuer = await startOidcIssuer('RS256');
  trusted = new OidcIssuer(usual());
  const key = await parseIssuerKey(randomBytes(32).toString('hex'));
  local = { key, issuer: 'handoff-local', audience: 'handoff' };
});
afterAll(() => issuer.stop());

const verify = (token: string) => verifyBearer({ local, oidc: trusted }, token);
const refused = (token: string, by = verify) => expect(by(token)).rejects.toBeInstanceOf(InvalidToken);
/** The same issuer, its claims read otherwise. */
const reading = async (change: Partial<OidcSettings>, claims: object) =>
  new OidcIssuer({ ...usual(), ...change }).verify(await issuer.sign(claims as Record<string, unknown>));

describe('a token of the identity provider', () => {
  it('speaks for the member, the workspace and the role that its claims name', async () => {
    expect(await verify(await issuer.sign({ ...good, sub: 'auth0|77' }))).toEqual({
      workspaceId: workspace,
      kind: 'member',
      id: 'auth0|77',
      role: 'operator',
    });
    const agent = randomUUID();
    expect(await verify(await issuer.sign({ workspace, role: 'agent_runtime', agent }))).toMatchObject({
      kind: 'agent_runtime',
      agentId: agent,
    });
  });

  it('is taken beside those that are issued here, each checked by its own issuer', async () => {
    const principal = { workspaceId: workspace, kind: 'member', id: 'm', role: 'admin' } as const;
    expect(await verify(await issueToken(local, principal, 60))).toEqual(principal);
    await refused(await issuer.sign({ ...good, iss: 'handoff-local' }));
    await refused(await issueToken({ ...local, issuer: issuer.url }, principal, 60));
    await refused(await issueToken(local, principal, 60), (token) => verifyBearer({ oidc: trusted }, token));
    await refused(await issuer.sign(good), (token) => verifyBearer({ local }, token));
  });

  it('may name things in words and places of its own', async () => {
    const nested = { realm_access: { roles: ['offline', 'support', 'lead'] }, tid: workspace, oid: 'o-1' };
    const claims = { workspace: 'tid', role: 'realm_access.roles', id: 'oid', agent: 'agent' };
    const roleWords = { support: 'operator', lead: 'supervisor' } as const;
    expect(await reading({ claims, roleWords }, nested)).toMatchObject({ id: 'o-1', role: 'supervisor' });
    const url = { ...claims, role: 'https://handoff.example/role' };
    expect(await reading({ claims: url }, { ...nested, 'https://handoff.example/role': 'auditor' })).toMatchObject({
      role: 'auditor',
    });
    expect(await reading({ workspaceId: workspace }, { role: 'operator' })).toMatchObject({ workspaceId: workspace });
    expect(await reading({ workspaceId: workspace }, { role: 'operator', workspace: randomUUID() })).toMatchObject({
      workspaceId: workspace,
    });
  });

  it('without a role leaves it to the workspace what the member may do', async () => {
    expect(await verify(await issuer.sign({ workspace }))).toMatchObject({ kind: 'member', role: null });
  });
});

describe('a forged token of the identity provider is refused', () => {
  it('without a signature (alg none)', async () => {
    const unsigned = new UnsecuredJWT({ ...good, sub: 'm' }).setIssuer(issuer.url).setAudience('handoff');
    await refused(unsigned.setExpirationTime('1h').encode());
    const [, payload] = (await issuer.sign(good)).split('.');
    for (const alg of ['none', 'None', 'NONE', ''])
      await refused(`${Buffer.from(JSON.stringify({ alg })).toString('base64url')}.${payload}.`);
  });

  it('signed by HMAC with the public key as the secret', async () => {
    const { publicKey, kid, jwk } = issuer.key;
    const at = Math.floor(Date.now() / 1000);
    for (const secret of [await exportSPKI(publicKey), JSON.stringify(jwk), jwk.n!])
      for (const alg of ['HS256', 'HS384', 'HS512'])
        await refused(
          await new SignJWT({ ...good, iss: issuer.url, aud: 'handoff', sub: 'm', iat: at, exp: at + 60 })
            .setProtectedHeader({ alg, kid })
            .sign(createSecretKey(Buffer.from(secret))),
        );
  });

  it('with a key that the token itself brings, names or points to', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const mine = { ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'mine', use: 'sig' };
    let asked = 0;
    const theirs = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [mine] }));
    }).listen(0, '127.0.0.1');
    await once(theirs, 'listening');
    const address = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/keys`;
    const at = Math.floor(Date.now() / 1000);
    const forge = (header: object) =>
      new SignJWT({ ...good, iss: issuer.url, aud: 'handoff', sub: 'm', iat: at, exp: at + 60 })
        .setProtectedHeader({ alg: 'RS256', ...header })
        .sign(privateKey);
    for (const header of [
      { jwk: mine },
      { jku: address, kid: 'mine' },
      { x5u: address, kid: issuer.key.kid },
      { x5c: ['MIIB'] },
      { kid: issuer.key.kid, jwk: mine, jku: address },
      ...['../../../../dev/null', '/etc/passwd', 'http://127.0.0.1/', "' union select 1 --", ''].map((kid) => ({
        kid,
      })),
    ])
      await refused(await forge(header));
    expect(asked).toBe(0);
    theirs.close();
  });

  it('signed in a way that was not agreed on, with the right key', async () => {
    const only = new OidcIssuer({ ...usual(), algorithms: ['ES256'] });
    const token = await issuer.sign(good);
    await refused(token, (one) => only.verify(one));
  });

  it.each<[string, Record<string, unknown>]>([
    ['for another audience', { aud: 'another-product' }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://login.example.org' }],
    ['of no issuer', { iss: undefined }],
    ['expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['with no end', { exp: undefined }],
    ['with an end that is no time', { exp: '2099-01-01' }],
    ['not yet valid', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['for nobody', { sub: undefined }],
    ['for somebody whose id is none', { sub: 'x'.repeat(201) }],
    ['for somebody with a line break', { sub: 'm\nforged: line' }],
    ['for an object', { sub: { toString: 'm' } }],
    ['for no workspace', { workspace: undefined }],
    ['for a workspace that is none', { workspace: `${workspace}' or true` }],
    ['for several workspaces', { workspace: [workspace] }],
    ['for an unknown role', { role: 'root' }],
    ['for a role that objects have', { role: 'constructor' }],
    ['for no role of ours among many', { role: ['a', 'b'] }],
    ['for a runtime without an agent', { role: 'agent_runtime' }],
    ['for a runtime of an agent that is none', { role: 'agent_runtime', agent: 'a-1' }],
  ])('%s', async (_, claims) => {
    await verify(await issuer.sign(good));
    await refused(await issuer.sign({ ...good, ...claims }));
  });

  it('changed after it was signed, cut short, or no token at all', async () => {
    const [header, payload, signature] = (await issuer.sign(good)).split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, role: 'owner' })).toString('base64url');
    await refused(`${header}.${changed}.${signature}`);
    await refused(`${header}.${payload}.`);
    await refused(`${header}.${payload}.${signature.slice(0, -4)}`);
    for (const nonsense of ['', '.', '..', 'a.b.c', `${header}.${payload}`, `${header}.e30.${signature}`])
      await refused(nonsense);
  });
});
