import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { Configuration } from '#configuration';
import { bucketsOf, isPaceless, refuseTooSoon, tooSoon, type Pace, type TokenBuckets, type TooSoon } from '#edge';
import type { AuthenticatedRequest } from './caller.js';
import { HttpProblem } from './problem.js';
import { FairShare } from './fair-share.js';

/** How long a token that came too soon is turned away at the door, in milliseconds. What it gains meanwhile it may use at once. */
const holdMs = 100;
const maxHeld = 1_000;

/** How many requests of one caller are worked on at once; more wait for those before them, and hold up nobody else. */
const memberAtOnce = 2;
const machineAtOnce = 64;

/** How soon somebody of whom too many requests wait may come again, in milliseconds. */
const crowdedMs = 1_000;

/** What waits on purpose takes no turn from what does not. */
const waits = /^\/v1\/(live|agents\/[^/]+\/turns)(\?|$)/;

/**
 * How fast one caller may go, whatever tokens it has. It is known who calls only after the guard; but a token that was refused just now
 * is refused again before its body is read, so that a burst costs little.
 */
@Injectable()
export class CallerRates implements CanActivate {
  private readonly members: TokenBuckets | undefined;
  private readonly machines: TokenBuckets | undefined;
  private readonly share = new FairShare();
  private readonly held = new Map<string, { readonly until: number; readonly answer: TooSoon }>();

  constructor({ ratePerMember, ratePerIntegration }: Pick<Configuration, 'ratePerMember' | 'ratePerIntegration'>) {
    this.members = bucketsOf(ratePerMember);
    this.machines = bucketsOf(ratePerIntegration);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.caller === undefined || isPaceless(request)) return true;
    const { kind, workspaceId, id } = request.caller.principal;
    const who = `${workspaceId} ${id}`;
    const buckets = kind === 'member' ? this.members : this.machines;
    const waitMs = buckets?.take(who) ?? 0;
    if (buckets !== undefined && waitMs > 0) this.refuse(request, buckets.pace, waitMs);
    if (waits.test(request.raw.url!)) return true;
    const { raw } = context.switchToHttp().getResponse<FastifyReply>();
    request.caller.aside = (wait) => this.share.aside(raw, wait);
    // More than may come at once wait only where they come faster than they can be worked on, for long.
    const waiting = buckets?.pace.burst ?? Infinity;
    const turn = this.share.begin(who, { atOnce: kind === 'member' ? memberAtOnce : machineAtOnce, waiting }, raw);
    if (turn === false) this.refuse(request, buckets!.pace, crowdedMs);
    return turn;
  }

  private refuse({ caller, headers: { authorization } }: AuthenticatedRequest, pace: Pace, waitMs: number): never {
    if (this.held.size >= maxHeld) this.held.clear();
    const answer = tooSoon(caller?.principal.kind === 'member' ? 'member' : 'integration', pace, waitMs);
    const until = performance.now() + Math.max(holdMs, waitMs);
    if (authorization !== undefined) this.held.set(authorization, { until, answer });
    const { problem, headers } = answer;
    const { code, detail, limit } = problem;
    throw new HttpProblem(429, code, detail, { limit }, headers);
  }

  /** Turns away at the door who was refused just now, and gives the turn of an answer that is made to the next. */
  watchDoor(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', ({ headers: { authorization } }, reply, done) => {
      const held = this.held.size === 0 || authorization === undefined ? undefined : this.held.get(authorization);
      if (held === undefined) return done();
      if (held.until > performance.now()) return refuseTooSoon(reply, held.answer);
      this.held.delete(authorization!);
      done();
    });
    // A stream is worked on until it has been sent.
    fastify.addHook('onSend', (_request, { raw }, payload, done) => {
      if (!(payload instanceof Readable)) this.share.done(raw);
      done(null, payload);
    });
  }
}
