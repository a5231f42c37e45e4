import type { Principal } from '#access';

/** How long a verified token is believed without verifying it again, in milliseconds; never beyond its own expiry. */
const lifeMs = 30_000;
const maxKept = 10_000;

/** Remembers whom a token speaks for: a signature costs more than the rest of a command's way to the log. */
export class VerifiedTokens {
  private readonly kept = new Map<string, { readonly principal: Principal; readonly until: number }>();

  constructor(
    private readonly verify: (token: string) => Promise<Principal>,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws InvalidToken, as the verification does */
  async principalOf(token: string): Promise<Principal> {
    const found = this.kept.get(token);
    if (found !== undefined && found.until > this.now()) return found.principal;
    this.kept.delete(token);
    const principal = await this.verify(token);
    this.kept.set(token, { principal, until: Math.min(this.now() + lifeMs, expiryOf(token)) });
    if (this.kept.size > maxKept) this.kept.delete(this.kept.keys().next().value!);
    return principal;
  }
}

/** `exp` of a token that was verified already, in milliseconds; 0 where it names none, so that it is verified each time. */
function expiryOf(token: string): number {
  const payload = token.split('.')[1];
  if (payload === undefined) return 0;
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : 0;
}
