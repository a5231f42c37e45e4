import { InvalidToken, isApiKey, principalOfKey, type AboutKey, type Identity, type KeyUses } from '#access';
import type { Settings } from '#commands';

/** How long a verified token is believed without verifying it again, in milliseconds; never beyond its own expiry. */
const lifeMs = 30_000;
const maxKept = 10_000;

const keyRefusals = ['wrong_key', 'key_revoked', 'key_expired'] as const;
export type KeyRefusal = (typeof keyRefusals)[number];

export interface IdentitiesParts {
  /** Whom a JWT speaks for. @throws InvalidToken, IssuerUnavailable */
  readonly verifyToken: (token: string) => Promise<Identity>;
  readonly settings: Pick<Settings, 'workspace'>;
  readonly uses: Pick<KeyUses, 'note'>;
  /** Told of a key that opens nothing, though there is or was one of its name. */
  readonly onRefused?: (reason: KeyRefusal, about: AboutKey) => void;
  readonly now?: () => number;
}

/**
 * Whom a credential speaks for: a JWT, or an API key. Of JWTs it is remembered for a while, since a signature costs more than the rest of a
 * command's way to the log. API keys are looked up each time in what this process knows of the log: a revoked one is refused at once.
 */
export class Identities {
  private readonly kept = new Map<string, { readonly identity: Identity; readonly until: number }>();
  private readonly now: () => number;

  constructor(private readonly parts: IdentitiesParts) {
    this.now = parts.now ?? Date.now;
  }

  /** @throws InvalidToken, IssuerUnavailable */
  async identityOf(credential: string): Promise<Identity> {
    return isApiKey(credential) ? this.ofKey(credential) : this.ofToken(credential);
  }

  private ofKey(key: string): Identity {
    const { settings, uses } = this.parts;
    const find = (workspaceId: string, keyId: string) => settings.workspace(workspaceId)?.apiKeys[keyId];
    try {
      const principal = principalOfKey(key, find, new Date(this.now()));
      uses.note(principal.workspaceId, principal.id);
      return principal;
    } catch (error) {
      this.tell(error);
      throw error;
    }
  }

  private tell(error: unknown): void {
    if (!(error instanceof InvalidToken) || error.about === undefined) return;
    const reason = keyRefusals.find((one) => one === error.reason);
    if (reason !== undefined) this.parts.onRefused?.(reason, error.about);
  }

  private async ofToken(token: string): Promise<Identity> {
    const found = this.kept.get(token);
    if (found !== undefined && found.until > this.now()) return found.identity;
    this.kept.delete(token);
    const identity = await this.parts.verifyToken(token);
    this.kept.set(token, { identity, until: Math.min(this.now() + lifeMs, expiryOf(token)) });
    if (this.kept.size > maxKept) this.kept.delete(this.kept.keys().next().value!);
    return identity;
  }
}

/** `exp` of a token that was verified already, in milliseconds; 0 where it names none, so that it is verified each time. */
function expiryOf(token: string): number {
  const payload = token.split('.')[1];
  if (payload === undefined) return 0;
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : 0;
}
