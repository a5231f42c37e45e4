import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from './problem.js';

/** How deep a body may nest: the deepest we expect has five levels. */
const maxDepth = 32;

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

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}
