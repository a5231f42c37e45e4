import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { loadConfiguration } from '#configuration';
import { trustedIssuers } from './trusted-issuers.js';

const tokenKey = randomBytes(32).toString('hex');
const oidcIssuer = 'https://login.example.org/realms/handoff';
const issuersOf = async (given: object) => Object.keys(await trustedIssuers(loadConfiguration({}, given))).sort();

describe('who may vouch for somebody', () => {
  it('is our own issuer on one machine, the identity provider, or both', async () => {
    expect(await issuersOf({ tokenKey })).toEqual(['local']);
    expect(await issuersOf({ oidcIssuer })).toEqual(['oidc']);
    expect(await issuersOf({ tokenKey, oidcIssuer })).toEqual(['local', 'oidc']);
    await expect(issuersOf({})).rejects.toThrow(/^Nobody vouches for tokens: name your identity provider/);
    await expect(issuersOf({ tokenKey, oidcIssuer, tokenIssuer: oidcIssuer })).rejects.toThrow(/choose another/);
  });

  it('is in production the identity provider alone, and the start is refused where it is not', async () => {
    const mode = 'production';
    expect(await issuersOf({ mode, oidcIssuer })).toEqual(['oidc']);
    await expect(issuersOf({ mode, oidcIssuer, tokenKey })).rejects.toThrow(/^HANDOFF_TOKEN_KEY .*: unset it; .*\.$/);
    await expect(issuersOf({ mode, tokenKey })).rejects.toThrow(
      /^HANDOFF_OIDC_ISSUER is missing: .*name it\.\nHANDOFF_TOKEN_KEY /,
    );
  });
});
