import type { FastifyReply, FastifyRequest } from 'fastify';
import { isIPv6 } from 'node:net';
import { problemBody, problemType, type ProblemBody } from './problem-text.js';
import { TokenBuckets, type Pace } from './token-buckets.js';

/** What a request that came too soon is answered with. */
export interface TooSoon {
  readonly problem: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** Buckets for a number of requests a second, twice as many at once; none for 0. */
export function bucketsOf(perSecond: number): TokenBuckets | undefined {
  return perSecond === 0 ? undefined : new TokenBuckets({ perSecond, burst: 2 * perSecond });
}

/**
 * The answer to a request that came `waitMs` too soon. `RateLimit` and `RateLimit-Policy` are those of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
export function tooSoon(policy: string, { perSecond, burst }: Pace, waitMs: number): TooSoon {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return {
    problem: problemBody(429, 'too_many_requests', 'Slow down: wait as long as Retry-After says, then try again.', {
      limit: { of: policy, perSecond, burst },
    }),
    headers: {
      'retry-after': String(seconds),
      'ratelimit-policy': `"${policy}";q=${burst};w=${Math.max(1, Math.round(burst / perSecond))}`,
      ratelimit: `"${policy}";r=0;t=${seconds}`,
    },
  };
}

/** Answers a request that came too soon. */
export function refuseTooSoon(reply: FastifyReply, { problem, headers }: TooSoon): void {
  void reply.status(429).headers(headers).header('content-type', problemType).send(JSON.stringify(problem));
}

/** Requests that never came over a network: those of our own process, such as commands over Kafka. */
export const ownProcess = 'own-process';

/** Whose bucket it is: the address, or the network that one customer of a provider has under IPv6 (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length;
  while (tail !== undefined && groups.length + after < 8) groups.push('0');
  return groups.slice(0, 4).join(':');
}

/** Whether a request is never refused for its pace: orchestrators ask how a process is, and must hear it. */
export function isPaceless(request: FastifyRequest): boolean {
  return request.raw.url?.startsWith('/health/') === true || request.raw.socket.remoteAddress === ownProcess;
}
