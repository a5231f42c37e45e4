import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { bucketsOf, isPaceless, refuseTooSoon, tooSoon } from '#edge';
import type { AuthenticatedRequest } from './caller.js';
import { HttpProblem } from './problem.js';

/** How long a token that came too soon is turned away at the door, in milliseconds. What it gains meanwhile it may use at once. */
const holdMs = 100;
const maxHeld = 1_000;

/**
 * How fast one caller may go, whatever tokens it has. It is known who calls only after the guard; but a token that was refused just now
 * is refused again before its body is read, so that a burst costs little.
 */
@Injectable()
export class CallerRates implements CanActivate {
  private readonly buckets: ReturnType<typeof bucketsOf>;
  private readonly held = new Map<string, number>();

  constructor(perSecond: number) {
    this.buckets = bucketsOf(perSecond);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { buckets } = this;
    if (buckets === undefined || request.caller === undefined || isPaceless(request)) return true;
    const { workspaceId, id } = request.caller.principal;
    const waitMs = buckets.take(`${workspaceId} ${id}`);
    if (waitMs === 0) return true;
    if (this.held.size >= maxHeld) this.held.clear();
    const { authorization } = request.headers;
    if (authorization !== undefined) this.held.set(authorization, performance.now() + Math.max(holdMs, waitMs));
    const { problem, headers } = tooSoon('caller', buckets.pace, waitMs);
    const { code, detail, limit } = problem;
    throw new HttpProblem(429, code, detail, { limit }, headers);
  }

  /** Turns away at the door who was refused just now. */
  watchDoor(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', ({ headers: { authorization } }, reply, done) => {
      const until = this.held.size === 0 || authorization === undefined ? undefined : this.held.get(authorization);
      if (until === undefined || this.buckets === undefined) return done();
      const waitMs = until - performance.now();
      if (waitMs > 0) return refuseTooSoon(reply, tooSoon('caller', this.buckets.pace, waitMs));
      this.held.delete(authorization!);
      done();
    });
  }
}
