import type { FastifyInstance } from 'fastify';
import { rememberMethods } from './allowed-methods.js';
import { followConnections } from './connections.js';
import type { EdgeSettings } from './edge-settings.js';
import { problemBody, problemType } from './problem-text.js';
import { bucketsOf, isPaceless, networkOf, refuseTooSoon, tooSoon } from './rates.js';
import { securityHeaders } from './security-headers.js';

/** Longer than any address of ours with its query. */
const maxAddress = 8 * 1024;

/** What every server of ours does at its door, before any route: limits by address, and what every answer carries. */
export function guardEdge(
  fastify: FastifyInstance,
  { maxConnections, ratePerAddress }: EdgeSettings,
  warn: (line: string) => void,
): void {
  fastify.server.maxConnections = maxConnections;
  const addresses = bucketsOf(ratePerAddress);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(securityHeaders);
    if (request.raw.url!.length > maxAddress) {
      const problem = problemBody(414, 'address_too_long', `An address has at most ${maxAddress} characters.`);
      void reply.status(414).header('content-type', problemType).send(JSON.stringify(problem));
      return;
    }
    if (addresses !== undefined && !isPaceless(request)) {
      const waitMs = addresses.take(networkOf(request.ip));
      if (waitMs > 0) return refuseTooSoon(reply, tooSoon('address', addresses.pace, waitMs));
    }
    done();
  });
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // A connection that is kept after the last request on it would hold up the end for as long as it may be kept.
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  rememberMethods(fastify);
  followConnections(fastify, warn);
}
