import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejected, type RejectionKind } from '#domain';
import { problemBody, problemType } from '#edge';
import { EventStoreUnavailable, RevisionConflict } from '#event-store';

/** A refusal of this edge. `code` is stable, `detail` a sentence; what was sent is not repeated. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

const statusOf: Readonly<Record<RejectionKind, number>> = {
  not_found: 404,
  conflict: 409,
  forbidden: 403,
  invalid: 422,
};

/** What an error means to the caller; `undefined` for what is nobody's refusal. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof Rejected) return new Refusal(statusOf[error.kind], error.code, error.detail);
  if (error instanceof EventStoreUnavailable || error instanceof RevisionConflict)
    return new Refusal(503, 'log_unavailable', 'Nothing was stored; try again.');
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  if (statusCode === 413) return new Refusal(413, 'body_too_large', 'The body is larger than this service accepts.');
  if (statusCode === 415) return new Refusal(415, 'unsupported_media_type', 'Send the body as application/json.');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new Refusal(statusCode, 'bad_request', 'The request could not be read.', { reason: String(code) });
  return undefined;
}

/** Answers every failure of a route as problem+json (RFC 9457). What nobody expected is logged and told without details. */
export function answerProblem(onFault: (what: string, error: unknown) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const known = refusalOf(error);
    if (known === undefined) onFault(`${request.method} ${request.routeOptions.url ?? '(no route)'}`, error);
    const { status, code, detail, facts, headers } =
      known ?? new Refusal(500, 'internal', 'Something went wrong here; it was recorded.');
    void reply
      .status(status)
      .headers(headers)
      .header('content-type', problemType)
      .send(JSON.stringify(problemBody(status, code, detail, facts)));
  };
}
