import type { FastifyServerOptions } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerOptions } from 'node:http';
import { answerClientError, refuseAddress } from './early-refusals.js';
import type { EdgeSettings } from './edge-settings.js';

const requestId = /^[A-Za-z0-9_.:~-]{8,128}$/;

/** How long the headers of a request may take: they are small, and nobody types them. */
const headersTimeoutMs = 10_000;

/** All headers of a request together, its address included: Node's own limit, said aloud. */
const maxHeaderBytes = 16 * 1024;

type Options = FastifyServerOptions & { readonly http: ServerOptions };

/** Fastify with our limits for whoever is slow, large or not understood. While closing, running requests end and idle connections go. */
export function serverOptions(settings: EdgeSettings): Options {
  const { bodyLimitBytes, requestTimeoutMs, longPollLimitMs, trustedProxies } = settings;
  return {
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    // An address made up by a proxy that nobody trusts would open a fresh bucket with every request.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: refuseAddress,
    clientErrorHandler: answerClientError,
    requestTimeout: requestTimeoutMs,
    // Who reads nothing and writes nothing for this long in the middle of a request is gone, or means harm.
    connectionTimeout: longPollLimitMs + 60_000,
    keepAliveTimeout: 65_000,
    http: {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      // How often Node looks for those who are late: by default twice a minute.
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: maxHeaderBytes,
    },
    genReqId: ({ headers }: { readonly headers: IncomingHttpHeaders }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && requestId.test(given) ? given : randomUUID();
    },
  };
}
