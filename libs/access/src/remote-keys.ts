import { createLocalJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JSONWebKeySet } from 'jose';
import type { JWSHeaderParameters } from 'jose';
import { IssuerUnavailable } from './invalid-token.js';

/** After this time keys are asked for again, beside the requests that use those we have. */
const refreshMs = 10 * 60_000;
/** Older keys are not used: their issuer may have withdrawn them, and has not been heard of since. */
const staleMs = 60 * 60_000;
/** Between two questions to the issuer, whatever tokens ask for: anybody can make up names of keys. */
const cooldownMs = 30_000;
const answerWithinMs = 5_000;
const maxBytes = 512 * 1024;

export interface RemoteKeysParts {
  readonly issuer: string;
  /** Where its keys are; unset: where its discovery document says. */
  readonly jwksUrl?: string;
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/**
 * The public keys of an issuer, kept and renewed: a token of a new key is good as soon as the issuer shows the key, and a key that it
 * shows no more is good for minutes only. A token never says where its key is to be had: `jku`, `x5u` and `jwk` of its header are of no
 * account, and its `kid` is only compared.
 */
export class RemoteKeys {
  private set: ReturnType<typeof createLocalJWKSet> | undefined;
  private loadedAt = -Infinity;
  private askedAt = -Infinity;
  private loading: Promise<void> | undefined;
  private readonly fetch: typeof fetch;
  private readonly now: () => number;

  constructor(private readonly parts: RemoteKeysParts) {
    this.fetch = parts.fetch ?? ((...given) => fetch(...given));
    this.now = parts.now ?? Date.now;
  }

  /** The key that a token names. @throws JOSEError when there is none, IssuerUnavailable when nobody knows */
  async keyFor(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    const set = await this.current();
    try {
      return await set(header, token);
    } catch (error) {
      // While the issuer is being asked, on behalf of somebody else, nobody knows yet.
      const known = this.loading === undefined && this.now() - this.askedAt < cooldownMs;
      if (!(error instanceof errors.JWKSNoMatchingKey) || known) throw error;
      await this.load();
      return (await this.current())(header, token);
    }
  }

  private async current(): Promise<ReturnType<typeof createLocalJWKSet>> {
    const age = this.now() - this.loadedAt;
    const cooling = this.now() - this.askedAt < cooldownMs;
    if (this.set === undefined || age > staleMs) {
      if (cooling && this.loading === undefined) throw new IssuerUnavailable('The issuer of tokens does not answer.');
      await this.load();
    } else if (age > refreshMs && !cooling) {
      // What fails here is tried again, and told once the keys are too old.
      void this.load().catch(() => undefined);
    }
    return this.set!;
  }

  /** Once for all who wait. */
  private load(): Promise<void> {
    this.loading ??= this.ask().finally(() => (this.loading = undefined));
    return this.loading;
  }

  private async ask(): Promise<void> {
    this.askedAt = this.now();
    try {
      const jwks = (await this.json(this.parts.jwksUrl ?? (await this.discovered()))) as JSONWebKeySet;
      this.set = createLocalJWKSet(jwks);
      this.loadedAt = this.now();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new IssuerUnavailable(`The keys of the issuer of tokens cannot be had: ${why}`, { cause: error });
    }
  }

  /** OpenID Connect Discovery 1.0, section 4: the document must name the very issuer that it was asked for. */
  private async discovered(): Promise<string> {
    const { issuer } = this.parts;
    const document = (await this.json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)) as {
      readonly issuer?: unknown;
      readonly jwks_uri?: unknown;
    };
    if (document.issuer !== issuer) throw new Error('its discovery document names another issuer');
    const url = document.jwks_uri;
    if (typeof url !== 'string' || !isSafeUrl(url)) throw new Error('its discovery document names no https jwks_uri');
    return url;
  }

  private async json(url: string): Promise<unknown> {
    const signal = AbortSignal.timeout(answerWithinMs);
    const response = await this.fetch(url, { redirect: 'error', signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    const text = await response.text();
    if (text.length > maxBytes) throw new Error(`${url} answers more than ${maxBytes} bytes`);
    return JSON.parse(text);
  }
}

/** Whether an address is encrypted, or never leaves this machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname));
}
