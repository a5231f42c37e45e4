import { InvalidToken } from './invalid-token.js';
import type { IssuerSettings } from './issuer-key.js';
import { claimsOf, signClaims } from './own-jwt.js';
import { isWorkspaceId } from './principal.js';

/** A customer in a browser: one visitor of one channel, and good for nothing else. */
export interface Visitor {
  readonly workspaceId: string;
  readonly channel: string;
  /** How the channel knows them for ever: `visitor:{random id}`, or `user:{id}` where the host page has vouched for it. */
  readonly externalUserId: string;
}

const subject = /^(visitor|user):\S.{0,299}$/;

/** A token for a visitor. It names no role, so no route of the API takes it, as no token of a principal is taken for a visitor's. */
export function issueVisitorToken(
  settings: IssuerSettings,
  { workspaceId, channel, externalUserId }: Visitor,
  lifeSeconds: number,
  now: Date = new Date(),
): Promise<string> {
  if (!isWorkspaceId(workspaceId) || channel === '' || !subject.test(externalUserId))
    return Promise.reject(new Error('no token can be issued for such a visitor'));
  const claims = { sub: externalUserId, workspace: workspaceId, kind: 'visitor', channel };
  return signClaims(settings, claims, lifeSeconds, now);
}

/** @throws InvalidToken for everything but a visitor's token that was issued here, for us, for now */
export async function verifyVisitorToken(
  settings: IssuerSettings,
  token: string,
  now: Date = new Date(),
): Promise<Visitor> {
  const { sub = '', workspace, kind, channel } = await claimsOf(settings, token, now);
  if (kind !== 'visitor' || !isWorkspaceId(workspace) || typeof channel !== 'string' || !subject.test(sub))
    throw new InvalidToken('claims');
  return { workspaceId: workspace, channel, externalUserId: sub };
}
