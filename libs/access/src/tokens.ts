import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { InvalidToken } from './invalid-token.js';
import { algorithm, type IssuerKey } from './issuer-key.js';
import { isWorkspaceId, kindOf, roles, type Principal, type PrincipalRole } from './principal.js';

export interface IssuerSettings {
  readonly key: IssuerKey;
  /** `iss` of every token. */
  readonly issuer: string;
  /** `aud` of every token. */
  readonly audience: string;
}

/**
 * A token of the local issuer: a JWT (RFC 7519) that names the workspace, who, and in what role, and nobody's name.
 *
 * @param lifeSeconds how long it is good for
 */
export function issueToken(
  settings: IssuerSettings,
  principal: Principal,
  lifeSeconds: number,
  now: Date = new Date(),
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const claims: JWTPayload = { workspace: principal.workspaceId, kind: principal.kind, role: principal.role };
  if (principal.agentId !== undefined) claims['agent'] = principal.agentId;
  if (!principalOf({ ...claims, sub: principal.id })) throw new Error('no token can be issued for such a principal');
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: settings.key.id })
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setSubject(principal.id)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(settings.key.privateKey);
}

/**
 * Who a token speaks for. Signature, algorithm, issuer, audience and times are checked; `kid` is not followed anywhere, since
 * there is one key.
 *
 * @throws InvalidToken for every token that was not issued here, for us, for now
 */
export async function verifyToken(settings: IssuerSettings, token: string, now: Date = new Date()): Promise<Principal> {
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
  const principal = principalOf(claims);
  if (!principal) throw new InvalidToken('claims');
  return principal;
}

/** Members have a member's role; the others have their kind as role, and a runtime its agent. */
function principalOf(claims: JWTPayload): Principal | undefined {
  const { sub, workspace, kind, role, agent } = claims;
  if (!sub || !isWorkspaceId(workspace) || !roles.includes(role as PrincipalRole)) return undefined;
  if (kind !== kindOf(role as PrincipalRole)) return undefined;
  if ((kind === 'agent_runtime') !== (typeof agent === 'string' && agent !== '')) return undefined;
  return {
    workspaceId: workspace,
    kind: kind as Principal['kind'],
    id: sub,
    role: role as PrincipalRole,
    ...(typeof agent === 'string' ? { agentId: agent } : {}),
  };
}
