import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Repeats the receipt's position as header `Handoff-Position`, so that a client can hand it on without reading the body. A hook of
 * Fastify (`preSerialization`) and no interceptor of Nest, which would cost every command more than the rest of its answer.
 */
export function positionHeader(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  done: (error: null, body: unknown) => void,
): void {
  const { position } = (body ?? {}) as { readonly position?: unknown };
  // Whatever is no GET is a command.
  if (request.method !== 'GET' && typeof position === 'string') void reply.header('handoff-position', position);
  done(null, body);
}
