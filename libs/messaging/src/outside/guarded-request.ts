import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { AllowedNetworks, isPublic } from './addresses.js';
import { findAddresses, type Resolve } from './find-addresses.js';

/** The outside could not be asked, or gave no answer we take. `code` is stable; nothing of the answer is repeated. */
export class OutsideFailed extends Error {
  override readonly name = 'OutsideFailed';

  constructor(
    readonly code: OutsideCode,
    options: ErrorOptions = {},
  ) {
    super(code, options);
  }

  /** Whether trying again could help. */
  get passes(): boolean {
    return !['target_not_allowed', 'target_invalid', 'target_insecure', 'answer_too_large'].includes(this.code);
  }
}

export type OutsideCode =
  | 'target_invalid'
  | 'target_insecure'
  | 'target_not_allowed'
  | 'target_unknown'
  | 'connection_failed'
  | 'timed_out'
  | 'answer_too_large'
  | 'answer_broken';

export interface OutsideAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** What the receiver asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

export interface OutsideOptions {
  /** Networks of one's own that may be reached, also without TLS. */
  readonly allow?: AllowedNetworks;
  readonly connectMs?: number;
  /** Default: DNS as this machine has it. For tests. */
  readonly resolve?: Resolve;
}

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** More than this is a failure, or, where the answer's words do not matter, simply not read. */
  readonly maxAnswerBytes: number;
  readonly ignoreLongAnswer?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Posts to addresses that somebody else chose. Names are resolved once, every address is checked, and the connection goes to exactly the
 * address that was checked, so that a name which changes its mind in between gains nothing. Redirects are not followed: to us they
 * are answers like any other.
 */
export class Outside {
  private readonly agent: Agent;
  private readonly allow: AllowedNetworks;
  private readonly resolve: Resolve;

  constructor(options: OutsideOptions = {}) {
    this.allow = options.allow ?? new AllowedNetworks();
    this.resolve = options.resolve ?? findAddresses({ own: !this.allow.isEmpty });
    this.agent = new Agent({
      // As many connections to one place as are asked for at once: whoever asks bounds that for each workspace, and a bound for a
      // place would make workspaces that share it wait for each other.
      connect: this.connector(options.connectMs ?? 5_000),
      pipelining: 1,
      maxHeaderSize: 16 * 1024,
    });
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  /** @throws OutsideFailed; the signal's reason where it was broken off from here, which says nothing about the outside */
  async post({ url, headers, body, timeoutMs, signal, ...limits }: Posting): Promise<OutsideAnswer> {
    const target = this.check(url);
    const over = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await request(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'handoff/1', ...headers },
        body,
        dispatcher: this.agent,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: signal === undefined ? over : AbortSignal.any([over, signal]),
      });
      const wait = retryAfter(answer.headers['retry-after']);
      return {
        status: answer.statusCode,
        body: await read(answer.body, limits),
        ...(wait === undefined ? {} : { retryAfterMs: wait }),
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw over.aborted ? new OutsideFailed('timed_out', { cause: error }) : failureOf(error);
    }
  }

  /**
   * What can be said of a target before its name is resolved.
   * @throws OutsideFailed `target_invalid`, `target_insecure`, `target_not_allowed`
   */
  check(url: string): URL {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !['https:', 'http:'].includes(target.protocol) || target.username || target.password)
      throw new OutsideFailed('target_invalid');
    // The URL parser has brought every odd form of an IPv4 address (0x7f.1, 2130706433, 0177.0.0.1) into the plain one.
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !this.allows(host)) throw new OutsideFailed('target_not_allowed');
    if (isIP(host) === 0 && (host === 'localhost' || host.endsWith('.localhost')) && !this.allow.has('127.0.0.1'))
      throw new OutsideFailed('target_not_allowed');
    if (target.protocol === 'http:' && !(isIP(host) === 0 ? !this.allow.isEmpty : this.allow.has(host)))
      throw new OutsideFailed('target_insecure');
    return target;
  }

  private allows(address: string): boolean {
    return this.allow.has(address) || isPublic(address);
  }

  private connector(timeout: number): buildConnector.connector {
    const connect = buildConnector({
      timeout,
      lookup: (hostname: string, options: LookupOptions, done: LookupDone) =>
        this.resolve(hostname, options, (error, addresses) => {
          if (error) return done(new OutsideFailed('target_unknown', { cause: error }), []);
          // One closed address among open ones is no accident: the whole name is refused.
          if (addresses.length === 0 || !addresses.every(({ address }) => this.allows(address)))
            return done(new OutsideFailed('target_not_allowed'), []);
          if (options.all === true) return done(null, addresses);
          done(null, addresses[0]!.address, addresses[0]!.family);
        }),
    });
    return (options, done) => {
      connect(options, (error, socket) => {
        // Without TLS only one's own networks are spoken to, whatever their name.
        if (socket && options.protocol === 'http:' && !this.allow.has(socket.remoteAddress ?? '')) {
          socket.destroy();
          return done(new OutsideFailed('target_insecure'), null);
        }
        if (error) done(error, null);
        else done(null, socket);
      });
    };
  }
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

async function read(
  body: AsyncIterable<Buffer>,
  { maxAnswerBytes, ignoreLongAnswer = false }: Pick<Posting, 'maxAnswerBytes' | 'ignoreLongAnswer'>,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early ends the connection: the rest is not even received.
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maxAnswerBytes && ignoreLongAnswer) return Buffer.alloc(0);
    if (bytes > maxAnswerBytes) throw new OutsideFailed('answer_too_large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function failureOf(error: unknown): OutsideFailed {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof OutsideFailed) return at;
    const { code } = at as { code?: unknown };
    if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
      return new OutsideFailed('timed_out', { cause: error });
    if (at.name === 'HTTPParserError') return new OutsideFailed('answer_broken', { cause: error });
  }
  return new OutsideFailed('connection_failed', { cause: error });
}

/** RFC 9110, section 10.2.3: seconds, or a date; more than a day is not waited for. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, 86_400_000) : undefined;
}
