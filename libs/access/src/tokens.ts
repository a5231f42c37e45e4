import type { JWTPayload } from 'jose';
import { InvalidToken } from './invalid-token.js';
import type { IssuerSettings } from './issuer-key.js';
import { claimsOf, signClaims } from './own-jwt.js';
import { isWorkspaceId, kindOf, roles, type Principal, type PrincipalRole } from './principal.js';

/**
 * A token of the local issuer that names the workspace, who, and in what role, and nobody's name.
 *
 * @param lifeSeconds how long it is good for
 */
export function issueToken(
  settings: IssuerSettings,
  principal: Principal,
  lifeSeconds: number,
  now: Date = new Date(),
): Promise<string> {
  const { workspaceId, kind, id, role, agentId } = principal;
  const claims = { sub: id, workspace: workspaceId, kind, role, ...(agentId === undefined ? {} : { agent: agentId }) };
  if (!principalOf(claims)) throw new Error('no token can be issued for such a principal');
  return signClaims(settings, claims, lifeSeconds, now);
}

/**
 * Who a token speaks for.
 * @throws InvalidToken for every token that was not issued here, for us, for now
 */
export async function verifyToken(settings: IssuerSettings, token: string, now: Date = new Date()): Promise<Principal> {
  const principal = principalOf(await claimsOf(settings, token, now));
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
