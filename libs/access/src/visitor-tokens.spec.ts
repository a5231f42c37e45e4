import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  InvalidToken,
  issueToken,
  issueVisitorToken,
  parseIssuerKey,
  verifyToken,
  verifyVisitorToken,
  type IssuerSettings,
  type Visitor,
} from './index.js';

const visitor: Visitor = { workspaceId: randomUUID(), channel: 'web', externalUserId: `visitor:${randomUUID()}` };
let settings: IssuerSettings;

beforeAll(async () => {
  const key = await parseIssuerKey(randomBytes(32).toString('base64url'));
  settings = { key, issuer: 'handoff-local', audience: 'handoff' };
});

describe("a visitor's token", () => {
  it('says whose it is, until it expires', async () => {
    const now = new Date();
    const token = await issueVisitorToken(settings, visitor, 60, now);
    expect(await verifyVisitorToken(settings, token, now)).toEqual(visitor);
    const later = new Date(now.getTime() + 60_000);
    await expect(verifyVisitorToken(settings, token, later)).rejects.toBeInstanceOf(InvalidToken);
  });

  it('opens no route of the API, and a token of the API is no visitor’s', async () => {
    const token = await issueVisitorToken(settings, visitor, 60);
    await expect(verifyToken(settings, token)).rejects.toBeInstanceOf(InvalidToken);
    const principal = {
      workspaceId: visitor.workspaceId,
      kind: 'integration',
      id: 'web',
      role: 'integration',
    } as const;
    const other = await issueToken(settings, principal, 60);
    await expect(verifyVisitorToken(settings, other)).rejects.toBeInstanceOf(InvalidToken);
  });

  it('is neither forged nor issued for somebody who cannot be', async () => {
    const key = await parseIssuerKey(randomBytes(32).toString('base64url'));
    const forged = await issueVisitorToken({ ...settings, key }, visitor, 60);
    await expect(verifyVisitorToken(settings, forged)).rejects.toBeInstanceOf(InvalidToken);
    await expect(verifyVisitorToken(settings, 'x.y.z')).rejects.toBeInstanceOf(InvalidToken);
    const nobody = issueVisitorToken(settings, { ...visitor, externalUserId: 'anybody' }, 60);
    await expect(nobody).rejects.toThrow(/no token/);
  });
});
