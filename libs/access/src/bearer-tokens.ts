import { decodeJwt } from 'jose';
import { InvalidToken } from './invalid-token.js';
import type { IssuerSettings } from './issuer-key.js';
import type { OidcIssuer } from './oidc.js';
import type { Identity } from './principal.js';
import { verifyToken } from './tokens.js';

/** Who may vouch for somebody. */
export interface TrustedIssuers {
  /** Our own; absent in production. */
  readonly local?: IssuerSettings;
  readonly oidc?: OidcIssuer;
}

/**
 * Whom a JWT speaks for, by the one issuer that it names: that issuer then checks all of it, its own name included.
 * @throws InvalidToken, IssuerUnavailable
 */
export async function verifyBearer({ local, oidc }: TrustedIssuers, token: string, now?: Date): Promise<Identity> {
  const issuer = issuerOf(token);
  if (oidc !== undefined && issuer === oidc.settings.issuer) return oidc.verify(token, now);
  if (local !== undefined && issuer === local.issuer) return verifyToken(local, token, now);
  throw new InvalidToken('unknown_issuer');
}

/** What a token says of itself, not believed yet. */
function issuerOf(token: string): unknown {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new InvalidToken('malformed');
  }
}
