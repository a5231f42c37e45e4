import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IssuerUnavailable } from '#access';
import { Rejected } from '#domain';
import { EventStoreUnavailable, RevisionConflict } from '#event-store';
import { HttpProblem, problemOf, statusOf } from './problem.js';

/** Turns everything a request can fail with into problem+json. What is nobody's refusal is logged and told without details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, code, detail, facts, headers } = ofAddress(refusalOf(error), request);
    if (status >= 500) this.log(request, code, error);
    void reply
      .status(status)
      .headers(headers)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemOf(status, code, detail, facts)));
  }

  private log({ id, method, routeOptions }: FastifyRequest, code: string, error: unknown): void {
    const where = `${method} ${routeOptions?.url ?? '(no route)'} [${id}]`;
    if (code === 'internal') this.logger.error(`${where} failed`, error instanceof Error ? error.stack : String(error));
    else if (error instanceof HttpProblem) this.logger.warn(`${where}: ${error.message}`);
    else this.logger.warn(`${where}: ${code}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** No route here, but one for another method, is another refusal (RFC 9110, section 15.5.6). */
function ofAddress(refusal: HttpProblem, { server, url }: FastifyRequest): HttpProblem {
  if (refusal.code !== 'no_such_route') return refusal;
  const methods = server.methodsAt(url);
  if (methods.length === 0) return refusal;
  const detail = 'This address takes other methods; Allow lists them.';
  return new HttpProblem(405, 'method_not_allowed', detail, {}, { allow: methods.join(', ') });
}

/** What an error means to the caller. */
export function refusalOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Rejected) return new HttpProblem(statusOf[error.kind], error.code, error.detail, error.facts);
  if (error instanceof EventStoreUnavailable) return away('log_unavailable', 'The event store does not answer.');
  if (error instanceof RevisionConflict)
    return away('busy', 'Too many commands came for the same conversation at once; nothing was stored.');
  if (error instanceof IssuerUnavailable)
    return away('issuer_unavailable', 'Whoever vouches for your token does not answer.');
  if (isDatabaseAway(error)) return away('database_unavailable', 'The database does not answer.');
  return ofFramework(error) ?? new HttpProblem(500, 'internal', 'Something went wrong here; it was recorded.');
}

function away(code: string, detail: string): HttpProblem {
  return new HttpProblem(503, code, `${detail} Try again with the same Idempotency-Key.`, {}, { 'retry-after': '1' });
}

/** Refusals of the router and of the reading of bodies: Nest gives those of Fastify their status. */
function ofFramework(error: unknown): HttpProblem | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const status = error.getStatus();
  const [code, detail] = byStatus[status] ?? ['bad_request', 'The request could not be read.'];
  return status < 500 ? new HttpProblem(status, code, detail) : undefined;
}

const byStatus: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  404: ['no_such_route', 'There is no such route; /openapi.json lists them.'],
  413: ['body_too_large', 'The body is larger than this service accepts.'],
  415: ['unsupported_media_type', 'Send the body as application/json.'],
};

/** PostgreSQL's classes 08 (connection), 53 (resources), 57P (shutdown), what the network says, and TypeORM of what it lost meanwhile. */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^(08...|53...|57P..|ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE)$/.test(code))
    return true;
  if (/^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name)) return true;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );
}
