import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type GenerateKeyPairResult, type JWK } from 'jose';
import type { Identity } from '#access';

interface SigningKey extends Pick<GenerateKeyPairResult, 'privateKey' | 'publicKey'> {
  readonly alg: string;
  readonly kid: string;
  readonly jwk: JWK;
}

/** An identity provider on this machine: a discovery document, public keys, and tokens for whomever a test wants. */
export interface TestOidcIssuer {
  readonly url: string;
  readonly audience: string;
  /** The key that signs now. */
  readonly key: SigningKey;
  /** Addresses that were asked for. */
  readonly asked: readonly string[];
  /** A token with these claims beside the usual ones; `undefined` leaves one out. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  tokenFor(principal: Identity, lifeSeconds?: number): Promise<string>;
  /** Another key signs from now on; the old one is shown beside it, or no more. */
  rotate(keepOld: boolean): Promise<void>;
  /** Whether it answers at all. */
  away: boolean;
  stop(): Promise<void>;
}

export async function startOidcIssuer(alg = 'RS256'): Promise<TestOidcIssuer> {
  const audience = 'handoff';
  const asked: string[] = [];
  let keys = [await makeKey(alg, 'key-1')];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = url.startsWith('/.well-known/')
      ? { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }
      : { keys: keys.map(({ jwk }) => jwk) };
    response.writeHead(issuer.away ? 503 : 200, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign: TestOidcIssuer['sign'] = (claims, header = {}) => {
    const at = Math.floor(Date.now() / 1000);
    const usual = { iss: url, aud: audience, sub: 'somebody', iat: at, exp: at + 3_600 };
    const { alg: signs, kid, privateKey } = keys[0]!;
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: signs, kid, ...header }).sign(privateKey);
  };
  const issuer: TestOidcIssuer = {
    url,
    audience,
    asked,
    away: false,
    get key() {
      return keys[0]!;
    },
    sign,
    tokenFor: ({ workspaceId, id, role, agentId }, lifeSeconds = 3_600) =>
      sign({
        sub: id,
        workspace: workspaceId,
        exp: Math.floor(Date.now() / 1000) + lifeSeconds,
        ...(role === null ? {} : { role }),
        ...(agentId === undefined ? {} : { agent: agentId }),
      }),
    rotate: async (keepOld) => {
      const key = await makeKey(alg, `key-${keys.length + 1}-${Date.now()}`);
      keys = keepOld ? [key, ...keys] : [key];
    },
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
  return issuer;
}

async function makeKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' } };
}
