import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Injection token: the origins whose pages may call. */
export const allowedOrigins = Symbol('origins whose pages may call');

/**
 * Lets pages of the configured origins call from a browser; by default none. Tokens come in a header, so no cookie is ever allowed
 * along, and a page of another origin could do nothing in a user's name.
 */
export function crossOrigin(app: NestFastifyApplication): void {
  const origins = app.get<readonly string[]>(allowedOrigins);
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'handoff-after', 'last-event-id'],
    exposedHeaders: ['handoff-position', 'retry-after', 'ratelimit', 'ratelimit-policy', 'x-request-id'],
    maxAge: 600,
  });
}
