import { IsIn, IsNotEmpty, IsOptional, Matches } from 'class-validator';
import { KafkaSettings } from './kafka-settings.js';
import { Setting, commaList } from './setting.js';

export const secretBytes = /^([0-9a-f]{64}|[\w-]{43}=?)$/i;
export const secretMessage = { message: 'must be 32 bytes, as 64 hexadecimal digits or base64url' };

/** As in access, which this lib does not import. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'] as const;
const roles = ['owner', 'admin', 'supervisor', 'operator', 'auditor', 'integration', 'agent_runtime'] as const;

const encrypted = /^(https:\/\/|http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])[:/])\S+$/;
const encryptedMessage = { message: 'must be an https:// address (http:// on this machine only)' };
const claimMessage = { message: 'must be the name of a claim, or a path such as realm_access.roles' };
const claimName = /^\S{1,200}$/;

/** Who may vouch for somebody: the identity provider of the platform, and on one machine an issuer of our own. */
export class IdentitySettings extends KafkaSettings {
  @Setting({
    name: 'HANDOFF_OIDC_ISSUER',
    meaning: 'identity provider (OpenID Connect) whose tokens are taken, as they name it (iss); needed in production',
  })
  @IsOptional()
  @Matches(encrypted, encryptedMessage)
  oidcIssuer?: string;

  @Setting({
    name: 'HANDOFF_OIDC_AUDIENCE',
    default: 'handoff',
    meaning: 'audience (aud) that its tokens must name: what this service is called there',
  })
  @IsNotEmpty({ message: 'must not be empty' })
  oidcAudience!: string;

  @Setting({
    name: 'HANDOFF_OIDC_JWKS_URL',
    meaning: 'where its public keys are; unset: where its discovery document says',
  })
  @IsOptional()
  @Matches(encrypted, encryptedMessage)
  oidcJwksUrl?: string;

  @Setting({
    name: 'HANDOFF_OIDC_ALGORITHMS',
    default: 'RS256,PS256,ES256,EdDSA',
    meaning: 'how its tokens may be signed, with commas between; all others are refused',
    read: commaList,
  })
  @IsIn(algorithms, { each: true, message: `must be some of ${algorithms.join(', ')}` })
  oidcAlgorithms!: readonly (typeof algorithms)[number][];

  @Setting({
    name: 'HANDOFF_OIDC_WORKSPACE',
    meaning: 'id of the workspace that all its tokens are for; unset: the one that a claim names',
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { message: 'must be the id of a workspace, a UUID' })
  oidcWorkspace?: string;

  @Setting({
    name: 'HANDOFF_OIDC_WORKSPACE_CLAIM',
    default: 'workspace',
    meaning: 'claim that names the workspace, by its id',
  })
  @Matches(claimName, claimMessage)
  oidcWorkspaceClaim!: string;

  @Setting({ name: 'HANDOFF_OIDC_MEMBER_CLAIM', default: 'sub', meaning: 'claim that names the member, by their id' })
  @Matches(claimName, claimMessage)
  oidcMemberClaim!: string;

  @Setting({
    name: 'HANDOFF_OIDC_ROLE_CLAIM',
    default: 'role',
    meaning:
      'claim that names the role, one or a list; where a token has none, only members that the workspace knows are let in, in their role there',
  })
  @Matches(claimName, claimMessage)
  oidcRoleClaim!: string;

  @Setting({
    name: 'HANDOFF_OIDC_ROLES',
    default: '',
    meaning: 'what its words mean here, e.g. support-lead=supervisor,support=operator; our own words need no line',
    read: roleWords,
  })
  oidcRoles!: Readonly<Record<string, (typeof roles)[number]>>;

  @Setting({
    name: 'HANDOFF_OIDC_AGENT_CLAIM',
    default: 'agent',
    meaning: 'claim that names the agent of a runtime, by its id',
  })
  @Matches(claimName, claimMessage)
  oidcAgentClaim!: string;

  @Setting({
    name: 'HANDOFF_TOKEN_KEY',
    meaning:
      'private key (Ed25519 seed) of the tokens that are issued here, 32 bytes as hexadecimal digits or base64url: of visitors of the web chat and, never in production, of everybody',
    secret: true,
  })
  @IsOptional()
  @Matches(secretBytes, secretMessage)
  tokenKey?: string;

  @Setting({
    name: 'HANDOFF_TOKEN_ISSUER',
    default: 'handoff-local',
    meaning: 'issuer (iss) that tokens issued here must name',
  })
  @IsNotEmpty({ message: 'must not be empty' })
  tokenIssuer!: string;

  @Setting({
    name: 'HANDOFF_TOKEN_AUDIENCE',
    default: 'handoff',
    meaning: 'audience (aud) that tokens issued here must name',
  })
  @IsNotEmpty({ message: 'must not be empty' })
  tokenAudience!: string;
}

/** `theirs=ours` with commas between. */
function roleWords(text: string): Readonly<Record<string, string>> {
  const pairs = commaList(text).map((pair) => pair.split('=').map((word) => word.trim()));
  for (const [theirs, ours, ...rest] of pairs)
    if (!theirs || rest.length > 0 || !(roles as readonly (string | undefined)[]).includes(ours))
      throw new Error(`must be word=role with commas between, and a role one of ${roles.join(', ')}`);
  return Object.fromEntries(pairs as [string, string][]);
}
