import type { FastifyInstance, FastifyRequest } from 'fastify';
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
    const text = body.toString('utf8');
    if (text.trim() === '') return done(null, {});
    if (isTooDeep(text))
      return done(new HttpProblem(422, 'too_deep', 'The body nests too deeply.', { limit: maxDepth }));
    void parse(request, text, (error, parsed: unknown) =>
      error ? done(new HttpProblem(400, 'malformed_json', 'The body is not valid JSON.')) : done(null, parsed),
    );
  };
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
