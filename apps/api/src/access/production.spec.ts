import { describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { CreateWorkspace, refuseSample, sampleIds } from '#commands';
import { loadConfiguration } from '#configuration';
import { startEventStoreNode } from '#embedded-event-store';
import { CommandBus } from '@nestjs/cqrs';
import { startApi } from '../../test/running-api.js';
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

describe('a log with the sample workspace', () => {
  it('is refused in production, in one sentence, and any other is taken', async () => {
    const node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
    const api = await startApi(node.connectionString);
    expect(() => refuseSample(api.platform.settings)).not.toThrow();
    const workspaceId = randomUUID();
    const owner = { id: sampleIds(workspaceId)('owner'), name: 'Olga Berg' };
    const actor = { kind: 'member', id: owner.id } as const;
    const issue = { commandId: randomUUID(), workspaceId, actor, correlationId: 'test' };
    await api.app
      .get(CommandBus)
      .execute(new CreateWorkspace(workspaceId, { workspaceId, name: 'Sample workspace', owner }, issue));
    expect(() => refuseSample(api.platform.settings)).toThrow(
      new RegExp(
        `^The log holds the sample workspace ${workspaceId}, .*: name a log of your own with HANDOFF_EVENT_STORE_URL\\.$`,
      ),
    );
    await api.stop();
    await node.stop();
  });
});
