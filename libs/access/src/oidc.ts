import { errors, jwtVerify, type JWTPayload } from 'jose';
import { InvalidToken } from './invalid-token.js';
import { isWorkspaceId, kindOf, roles, type Identity, type PrincipalRole } from './principal.js';
import { RemoteKeys } from './remote-keys.js';

/** What may sign tokens: never a shared secret, and never nothing. */
export const oidcAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'EdDSA',
] as const;

/** An issuer of tokens that is not ours, and how its claims are read. */
export interface OidcSettings {
  /** `iss`, and where its discovery document is. */
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl?: string;
  readonly algorithms: readonly (typeof oidcAlgorithms)[number][];
  /** Names of claims; one within another by a dotted path, e.g. `realm_access.roles`. */
  readonly claims: { readonly workspace: string; readonly role: string; readonly id: string; readonly agent: string };
  /** The one workspace that all its tokens are for, where they name none. */
  readonly workspaceId?: string;
  /** Which of the issuer's words is which role of ours; a word that is one of ours needs no line. */
  readonly roleWords: Readonly<Record<string, PrincipalRole>>;
}

/** Clocks of two companies are never quite alike. */
const toleranceSeconds = 5;

/** What ids given by others may be made of, as in bodies (`Key`). */
const idPattern = /^[A-Za-z0-9_.:@|+/=-]{1,200}$/;

/** Says whom the tokens of an OpenID Connect issuer speak for. */
export class OidcIssuer {
  private readonly keys: Pick<RemoteKeys, 'keyFor'>;

  constructor(
    readonly settings: OidcSettings,
    keys?: Pick<RemoteKeys, 'keyFor'>,
  ) {
    const { issuer, jwksUrl } = settings;
    this.keys = keys ?? new RemoteKeys({ issuer, ...(jwksUrl === undefined ? {} : { jwksUrl }) });
  }

  /**
   * Signature, algorithm, issuer, audience and times are checked; then its claims must name a workspace and somebody in it.
   * @throws InvalidToken, IssuerUnavailable
   */
  async verify(token: string, now: Date = new Date()): Promise<Identity> {
    const { issuer, audience, algorithms } = this.settings;
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, (header, input) => this.keys.keyFor(header, input), {
        algorithms: [...algorithms],
        issuer,
        audience,
        requiredClaims: ['exp'],
        clockTolerance: toleranceSeconds,
        currentDate: now,
      });
      claims = verified.payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new InvalidToken(error.code);
      throw error;
    }
    const identity = this.identityOf(claims);
    if (identity === undefined) throw new InvalidToken('claims');
    return identity;
  }

  private identityOf(claims: JWTPayload): Identity | undefined {
    const { claims: names, workspaceId: only } = this.settings;
    const workspaceId = only ?? claimOf(claims, names.workspace);
    const id = claimOf(claims, names.id);
    if (!isWorkspaceId(workspaceId) || typeof id !== 'string' || !idPattern.test(id)) return undefined;
    const word = claimOf(claims, names.role);
    if (word === undefined) return { workspaceId, kind: 'member', id, role: null };
    const role = this.roleOf(word);
    if (role === undefined) return undefined;
    const kind = kindOf(role);
    if (kind !== 'agent_runtime') return { workspaceId, kind, id, role };
    const agentId = claimOf(claims, names.agent);
    return isWorkspaceId(agentId) ? { workspaceId, kind, id, role, agentId } : undefined;
  }

  /** Of several words the one that may most: who was made an admin and an operator is an admin. */
  private roleOf(claim: unknown): PrincipalRole | undefined {
    const words = (Array.isArray(claim) ? claim : [claim]).filter((one) => typeof one === 'string');
    const { roleWords } = this.settings;
    const meant = words.map((word) => (Object.hasOwn(roleWords, word) ? roleWords[word] : word));
    return roles.find((role) => meant.includes(role));
  }
}

/** A claim by its whole name, else by its path. */
function claimOf(claims: unknown, name: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  if (Object.hasOwn(claims, name)) return (claims as Record<string, unknown>)[name];
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : claimOf(claimOf(claims, name.slice(0, dot)), name.slice(dot + 1));
}
