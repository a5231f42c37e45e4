import { beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { createSecretKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { InvalidToken, issueToken, parseIssuerKey, verifyToken, type IssuerSettings, type Principal } from './index.js';

const now = new Date('2026-11-20T03:12:42Z');
const member: Principal = { workspaceId: randomUUID(), kind: 'member', id: randomUUID(), role: 'operator' };
let settings: IssuerSettings;

beforeAll(async () => {
  const key = await parseIssuerKey(randomBytes(32).toString('base64url'));
  settings = { key, issuer: 'handoff-local', audience: 'handoff' };
});

/** A token signed with the real key, whose claims an issuer of ours would never write. */
function signed(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const at = Math.floor(now.getTime() / 1000);
  const good = { workspace: member.workspaceId, kind: 'member', role: 'operator', sub: 'm', iat: at, exp: at + 60 };
  return new SignJWT({ ...good, iss: 'handoff-local', aud: 'handoff', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', ...header })
    .sign(settings.key.privateKey);
}

const refused = (token: string, at = now) =>
  expect(verifyToken(settings, token, at)).rejects.toBeInstanceOf(InvalidToken);

describe('a token', () => {
  it.each<Principal>([
    member,
    { workspaceId: member.workspaceId, kind: 'integration', id: 'web', role: 'integration' },
    { workspaceId: member.workspaceId, kind: 'agent_runtime', id: 'r1', role: 'agent_runtime', agentId: 'a1' },
  ])('of kind $kind says who it speaks for', async (principal) => {
    expect(await verifyToken(settings, await issueToken(settings, principal, 60, now), now)).toEqual(principal);
  });

  it('is good until it expires, and not a second longer', async () => {
    const token = await issueToken(settings, member, 60, now);
    await verifyToken(settings, token, new Date(now.getTime() + 59_000));
    await refused(token, new Date(now.getTime() + 60_000));
  });

  it('is made with the same key again after a restart', async () => {
    const text = randomBytes(32).toString('hex');
    const before = { ...settings, key: await parseIssuerKey(text) };
    const after = { ...settings, key: await parseIssuerKey(`${text}\n`) };
    expect(await verifyToken(after, await issueToken(before, member, 60, now), now)).toEqual(member);
  });

  it('is not issued for somebody who cannot be', async () => {
    const { agentId: _, ...runtime } = {
      ...member,
      kind: 'agent_runtime',
      role: 'agent_runtime',
      agentId: 'a',
    } as const;
    await expect(async () => issueToken(settings, runtime, 60, now)).rejects.toThrow(/no token/);
    await expect(async () => issueToken(settings, { ...member, workspaceId: 'x' }, 60, now)).rejects.toThrow(
      /no token/,
    );
  });
});

describe('a forged token is refused', () => {
  it('without a signature (alg none)', async () => {
    const token = new UnsecuredJWT({ workspace: member.workspaceId, kind: 'member', role: 'owner', sub: 'm' })
      .setIssuer('handoff-local')
      .setAudience('handoff')
      .setIssuedAt(now)
      .setExpirationTime('1h')
      .encode();
    await refused(token);
  });

  it('signed by HMAC with the public key as the secret', async () => {
    for (const secret of [
      settings.key.publicKey.export({ format: 'pem', type: 'spki' }),
      settings.key.publicKey.export({ format: 'der', type: 'spki' }),
    ]) {
      const [, payload] = (await issueToken(settings, member, 60, now)).split('.');
      const token = await new SignJWT(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as JWTPayload)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(createSecretKey(Buffer.from(secret)));
      await refused(token);
    }
  });

  it('signed with another key, whatever its header says of the key', async () => {
    const other = { ...settings, key: await parseIssuerKey(randomBytes(32).toString('hex')) };
    await refused(await issueToken(other, member, 60, now));
    const { privateKey } = generateKeyPairSync('ed25519');
    for (const kid of [settings.key.id, '../../../../dev/null', '/etc/passwd', "' or 1=1 --"])
      await refused(
        await new SignJWT({ sub: 'm' })
          .setProtectedHeader({ alg: 'EdDSA', kid, jku: 'http://127.0.0.1/' })
          .sign(privateKey),
      );
  });

  it('changed after it was signed', async () => {
    const [header, payload, signature] = (await issueToken(settings, member, 60, now)).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as JWTPayload;
    const changed = Buffer.from(JSON.stringify({ ...claims, role: 'owner' })).toString('base64url');
    await refused(`${header}.${changed}.${signature}`);
    await refused(`${header}.${payload}.`);
    await refused('');
    await refused('a.b.c');
  });

  it.each<[string, Record<string, unknown>]>([
    ['for another issuer', { iss: 'somebody-else' }],
    ['for another audience', { aud: 'another-product' }],
    ['not yet valid', { nbf: now.getTime() / 1000 + 60 }],
    ['expired', { exp: now.getTime() / 1000 - 1 }],
    ['with no end', { exp: undefined }],
    ['for nobody', { sub: '' }],
    ['for no workspace', { workspace: undefined }],
    ['for a workspace that is none', { workspace: `${member.workspaceId}' or true` }],
    ['for an unknown role', { role: 'root' }],
    ['for a role of another kind', { kind: 'integration' }],
    ['for a member as runtime', { role: 'agent_runtime' }],
    ['for a runtime without an agent', { kind: 'agent_runtime', role: 'agent_runtime' }],
    ['for a member with an agent', { agent: 'a1' }],
  ])('%s', async (_, claims) => {
    await verifyToken(settings, await signed({}), now);
    await refused(await signed(claims));
  });
});
