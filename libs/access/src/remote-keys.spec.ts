import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, errors } from 'jose';
import { startOidcIssuer, type TestOidcIssuer } from '../../../test/parts/oidc-issuer.js';
import { IssuerUnavailable } from './index.js';
import { isSafeUrl, RemoteKeys } from './remote-keys.js';

let issuer: TestOidcIssuer;
let clock: number;
let keys: RemoteKeys;

beforeEach(async () => {
  issuer = await startOidcIssuer('ES256');
  clock = 1_000_000;
  keys = new RemoteKeys({ issuer: issuer.url, now: () => clock });
});
afterEach(() => issuer.stop());

const keyOf = async (header: Readonly<Record<string, unknown>> = {}) => {
  const token = await issuer.sign({}, header);
  const [head, payload, signature] = token.split('.') as [string, string, string];
  return keys.keyFor(decodeProtectedHeader(token), { protected: head, payload, signature });
};
const timesAsked = () => issuer.asked.filter((path) => path === '/keys').length;
const unavailable = (asking: Promise<unknown>) => expect(asking).rejects.toBeInstanceOf(IssuerUnavailable);

describe('the keys of an issuer', () => {
  it('are found by its discovery document, and asked for once however many want them', async () => {
    await Promise.all(Array.from({ length: 50 }, () => keyOf()));
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are good as soon as the issuer shows a new one, and the old one beside it', async () => {
    await keyOf();
    const old = issuer.key.kid;
    await issuer.rotate(true);
    clock += 31_000;
    await keyOf();
    await keyOf({ kid: old });
    expect(timesAsked()).toBe(2);
  });

  it('are asked for once by all who come with a new one at the same moment, and good for all of them', async () => {
    await keyOf();
    await issuer.rotate(true);
    clock += 31_000;
    const found = await Promise.allSettled(Array.from({ length: 20 }, () => keyOf()));
    expect(found.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(timesAsked()).toBe(2);
  });

  it('are good no more some minutes after the issuer withdrew them', async () => {
    await keyOf();
    const withdrawn = issuer.key.kid;
    await issuer.rotate(false);
    await keyOf({ kid: withdrawn });
    clock += 11 * 60_000;
    // The first one after that time is what has them asked for again.
    await keyOf({ kid: withdrawn }).catch(() => undefined);
    for (const until = Date.now() + 5_000; timesAsked() < 2 && Date.now() < until;) await new Promise(setImmediate);
    clock += 31_000;
    await expect(keyOf({ kid: withdrawn })).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
  });

  it('are not asked for more often than every half minute, whatever names of keys somebody makes up', async () => {
    await keyOf();
    for (const kid of Array.from({ length: 100 }, (_, i) => `made-up-${i}`))
      await expect(keyOf({ kid })).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
    expect(timesAsked()).toBe(1);
    clock += 31_000;
    for (const kid of ['../../etc/passwd', 'file:///dev/null', "x' or 1=1 --"])
      await expect(keyOf({ kid })).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
    expect(timesAsked()).toBe(2);
  });

  it('stay good while the issuer is away, for an hour', async () => {
    await keyOf();
    issuer.away = true;
    clock += 50 * 60_000;
    await keyOf();
    clock += 11 * 60_000;
    await unavailable(keyOf());
    issuer.away = false;
    clock += 31_000;
    await keyOf();
  });

  it('cannot be had from an issuer that never answered, which is not asked at every request', async () => {
    issuer.away = true;
    await unavailable(keyOf());
    for (let i = 0; i < 20; i++) await unavailable(keyOf());
    expect(issuer.asked).toHaveLength(1);
  });

  it('are not taken from a discovery document of another issuer', async () => {
    const { url } = issuer;
    keys = new RemoteKeys({ issuer: `${url}/`, now: () => clock });
    await unavailable(keyOf());
    const elsewhere = (body: object) =>
      new RemoteKeys({ issuer: url, fetch: () => Promise.resolve(Response.json(body)), now: () => clock });
    for (const body of [
      { issuer: url },
      { issuer: url, jwks_uri: 'http://keys.example.org' },
      { jwks_uri: `${url}/keys` },
    ]) {
      keys = elsewhere(body);
      await unavailable(keyOf());
    }
  });

  it('are asked for over TLS, or on this machine', () => {
    const urls = ['https://a.example', 'http://127.0.0.1:1/x', 'http://localhost/', 'http://[::1]:3/'];
    expect(urls.filter(isSafeUrl)).toEqual(urls);
    expect(
      ['http://a.example', 'file:///etc/passwd', 'ftp://a', 'http://127.0.0.1.example', 'x'].filter(isSafeUrl),
    ).toEqual([]);
  });
});
