import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { isTooDeep, maxDepth } from '#edge';
import { HttpProblem } from './problem.js';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * A parser of JSON bodies. An empty body counts as `{}`, since many commands need no particulars. Nesting is checked before
 * anything is built from it, and keys that would reach a prototype are refused (by Fastify's own parser).
 */
export function jsonBodyParser(fastify: FastifyInstance) {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request: FastifyRequest, body: Buffer, done: Done): void => {
    const refusal = unread(request.headers, body);
    if (refusal !== undefined) return done(refusal);
    const text = body.toString('utf8');
    if (text.trim() === '') return done(null, {});
    if (isTooDeep(text))
      return done(new HttpProblem(422, 'too_deep', 'The body nests too deeply.', { limit: maxDepth }));
    void parse(request, text, (error, parsed: unknown) =>
      error ? done(new HttpProblem(400, 'malformed_json', 'The body is not valid JSON.')) : done(null, parsed),
    );
  };
}

/** JSON is UTF-8 (RFC 8259, section 8.1): whoever says or sends something else is told so, and not guessed at. */
function unread(headers: IncomingHttpHeaders, body: Buffer): HttpProblem | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return new HttpProblem(415, 'unsupported_encoding', 'Send the body without a content encoding.');
  if (/;\s*charset\s*=(?!\s*"?utf-?8)/i.test(headers['content-type'] ?? ''))
    return new HttpProblem(415, 'unsupported_media_type', 'Send the body as application/json, which is UTF-8.');
  return isUtf8(body) ? undefined : new HttpProblem(400, 'malformed_encoding', 'The body is not UTF-8.');
}
