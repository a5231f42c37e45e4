import { describe, expect, it } from '@jest/globals';
import { verifyToken, parseIssuerKey } from '#access';
import { Failure } from './failure.js';
import { issueFor, principalFor } from './local-token.js';

const workspaceId = '5d1c0f0e-8a51-4a0b-9d3f-2f8c6a1f4e77';
const other = '6d1c0f0e-8a51-4a0b-9d3f-2f8c6a1f4e77';
const sample = {
  workspaceId,
  people: [
    { who: 'Ada Martin', role: 'operator', id: 'ada' },
    { who: 'Ben Okafor', role: 'operator', id: 'ben' },
    { who: 'runtime of Front line', role: 'agent_runtime', id: 'front' },
  ],
};

describe('whom a token is for', () => {
  it('is the first of the role in the sample workspace, unless a member is named', () => {
    expect(principalFor({ role: 'operator' }, sample)).toEqual({
      workspaceId,
      kind: 'member',
      role: 'operator',
      id: 'ada',
    });
    expect(principalFor({ role: 'operator', member: 'Ben Okafor' }, sample).id).toBe('ben');
    expect(principalFor({ role: 'agent_runtime' }, sample)).toMatchObject({ kind: 'agent_runtime', agentId: 'front' });
  });

  it('may be anybody of any workspace, by id', () => {
    expect(principalFor({ role: 'auditor', workspace: other, member: 'paul' }, undefined)).toMatchObject({
      workspaceId: other,
      id: 'paul',
    });
    expect(principalFor({ role: 'integration', workspace: other }, sample)).toMatchObject({ kind: 'integration' });
  });

  it.each([
    [{ role: 'operator' as const }, undefined, 'Say which workspace with --workspace'],
    [{ role: 'operator' as const, workspace: 'mine' }, sample, '--workspace takes the id of a workspace'],
    [{ role: 'owner' as const }, sample, 'Say which owner with --member.'],
    [{ role: 'operator' as const, workspace: other }, sample, 'Say which operator with --member.'],
    [{ role: 'agent_runtime' as const, workspace: other }, sample, 'Say for which agent'],
    [{ role: 'operator' as const, agent: 'x' }, sample, '--agent goes with --role agent_runtime only.'],
  ])('must be said: %j', (whom, known, sentence) => {
    expect(() => principalFor(whom, known)).toThrow(Failure);
    expect(() => principalFor(whom, known)).toThrow(sentence);
  });

  it('stands in the token that is issued', async () => {
    const tokenKey = '11'.repeat(32);
    const issuer = { tokenKey, tokenIssuer: 'me', tokenAudience: 'you' };
    const token = await issueFor({ role: 'operator', days: 1 }, issuer, sample);
    const settings = { key: await parseIssuerKey(tokenKey), issuer: 'me', audience: 'you' };
    expect(await verifyToken(settings, token)).toMatchObject({ workspaceId, id: 'ada', role: 'operator' });
    await expect(issueFor({ role: 'operator', days: 0 }, issuer, sample)).rejects.toThrow('--days takes');
  });
});
