import { Logger } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { guardEdge, problemType, serverOptions, type EdgeSettings } from '#edge';
import { jsonBodyParser } from './json-body.js';
import { positionHeader } from './position-header.js';
import { HttpProblem, problemOf } from './problem.js';

/** The page that shows the API's description is the only one here: its own scripts, and the styles they write. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** What changes nothing (RFC 9110, section 9.2.1); everything else under /v1 is a command. */
const reads = ['GET', 'HEAD', 'OPTIONS'];

/** Fastify as the API needs it: our edge, JSON bodies only, nothing in an address that its route does not know. */
export function apiAdapter(settings: EdgeSettings): FastifyAdapter {
  const adapter = new FastifyAdapter(serverOptions(settings));
  const fastify = adapter.getInstance();
  const logger = new Logger('api');
  guardEdge(fastify, settings, (line) => logger.warn(line));
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('onRequest', ({ raw: { method, url } }, reply, done) => {
    if (!reads.includes(method!) && url!.startsWith('/v1/') && url!.includes('?')) {
      const problem = problemOf(422, 'invalid_query', 'A command takes nothing in its address but its path.');
      void reply.status(422).header('content-type', problemType).send(JSON.stringify(problem));
      return;
    }
    if (url!.startsWith('/docs')) void reply.header('content-security-policy', docsPolicy);
    done();
  });
  fastify.addHook('preSerialization', positionHeader);
  const { bodyLimitBytes: bodyLimit } = settings;
  // Nest would read forms besides.
  adapter.useBodyParser('application/x-www-form-urlencoded', false, { bodyLimit }, (_request, _body, done) =>
    done(new HttpProblem(415, 'unsupported_media_type', 'Send the body as application/json.')),
  );
  adapter.useBodyParser('application/json', false, { bodyLimit }, jsonBodyParser(fastify));
  return adapter;
}
