import { OidcIssuer, parseIssuerKey, type TrustedIssuers } from '#access';
import { ConfigurationError, type Configuration } from '#configuration';

/**
 * Whose tokens are taken: those of the identity provider, and outside of production those that are issued here.
 * @throws ConfigurationError when nobody is left, or when production is given a key to issue tokens itself
 */
export async function trustedIssuers(configuration: Configuration): Promise<TrustedIssuers> {
  const { mode, tokenKey, oidcIssuer, tokenIssuer, tokenAudience } = configuration;
  if (mode === 'production') refuseLocal(configuration);
  else if (tokenKey === undefined && oidcIssuer === undefined)
    throw new ConfigurationError([
      'Nobody vouches for tokens: name your identity provider with HANDOFF_OIDC_ISSUER, or give a HANDOFF_TOKEN_KEY.',
    ]);
  if (oidcIssuer !== undefined && oidcIssuer === tokenIssuer)
    throw new ConfigurationError(['HANDOFF_TOKEN_ISSUER is the name of the identity provider too: choose another.']);
  return {
    ...(tokenKey && { local: { key: await parseIssuerKey(tokenKey), issuer: tokenIssuer, audience: tokenAudience } }),
    ...(oidcIssuer !== undefined && { oidc: oidcOf(configuration, oidcIssuer) }),
  };
}

function refuseLocal({ tokenKey, oidcIssuer }: Configuration): void {
  const sentences = [
    ...(oidcIssuer === undefined
      ? ['HANDOFF_OIDC_ISSUER is missing: in production an identity provider of yours vouches for everybody; name it.']
      : []),
    ...(tokenKey !== undefined
      ? [
          'HANDOFF_TOKEN_KEY lets the API take tokens that are issued here: unset it; production has an identity provider.',
        ]
      : []),
  ];
  if (sentences.length > 0) throw new ConfigurationError(sentences);
}

function oidcOf(configuration: Configuration, issuer: string): OidcIssuer {
  const { oidcAudience, oidcJwksUrl, oidcAlgorithms, oidcWorkspace, oidcRoles } = configuration;
  return new OidcIssuer({
    issuer,
    audience: oidcAudience,
    algorithms: oidcAlgorithms,
    claims: {
      workspace: configuration.oidcWorkspaceClaim,
      role: configuration.oidcRoleClaim,
      id: configuration.oidcMemberClaim,
      agent: configuration.oidcAgentClaim,
    },
    roleWords: oidcRoles,
    ...(oidcJwksUrl === undefined ? {} : { jwksUrl: oidcJwksUrl }),
    ...(oidcWorkspace === undefined ? {} : { workspaceId: oidcWorkspace }),
  });
}
