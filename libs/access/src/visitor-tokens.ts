import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { algorithm } from './issuer-key.js';
import { InvalidToken } from './invalid-token.js';
import { isWorkspaceId } from './principal.js';
import type { IssuerSettings } from './tokens.js';

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
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ workspace: workspaceId, kind: 'visitor', channel })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: settings.key.id })
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setSubject(externalUserId)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(settings.key.privateKey);
}

/** @throws InvalidToken for everything but a visitor's token that was issued here, for us, for now */
export async function verifyVisitorToken(
  settings: IssuerSettings,
  token: string,
  now: Date = new Date(),
): Promise<Visitor> {
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(token, settings.key.publicKey, {
      algorithms: [algorithm],
      issuer: settings.issuer,
      audience: settings.audience,
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: now,
    });
    claims = verified.payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new InvalidToken(error.code);
    throw error;
  }
  const { sub = '', workspace, kind, channel } = claims;
  if (kind !== 'visitor' || !isWorkspaceId(workspace) || typeof channel !== 'string' || !subject.test(sub))
    throw new InvalidToken('claims');
  return { workspaceId: workspace, channel, externalUserId: sub };
}
