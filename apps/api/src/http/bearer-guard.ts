import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { can, InvalidToken, type Action, type Principal } from '#access';
import { Settings } from '#commands';
import { refuse, type Member, type Role } from '#domain';
import { Caller, type AuthenticatedRequest } from './caller.js';
import { HttpProblem } from './problem.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Which rows of the permissions table open a route; `anyone` for the few that need no token. */
export const Permit = Reflector.createDecorator<readonly Action[] | 'anyone'>();

const idempotencyKey = /^[A-Za-z0-9_.:~+/=-]{8,128}$/;

/** Finds out who calls and whether the permissions table lets them. A route that names no row is closed to everybody. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: VerifiedTokens,
    private readonly settings: Settings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permit = this.reflector.getAllAndOverride(Permit, [context.getHandler(), context.getClass()]);
    if (permit === 'anyone') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const caller = await this.callerOf(request);
    const { principal } = caller;
    if (!(permit ?? []).some((action) => can(principal, action)))
      throw refuse('role_not_allowed', { role: principal.role, needed: permit ?? [] });
    request.caller = caller;
    return true;
  }

  /**
   * Who sent a request, as of now: also for answers that go on for long.
   * @throws HttpProblem `unauthenticated`, Rejected `role_not_allowed` for a member who was removed
   */
  async callerOf({ headers, id }: Pick<AuthenticatedRequest, 'headers' | 'id'>): Promise<Caller> {
    const claimed = await this.principalOf(headers.authorization);
    const member = this.memberOf(claimed);
    const principal = member === undefined ? claimed : { ...claimed, role: member.role };
    const { 'idempotency-key': key, 'handoff-after': after } = headers;
    return new Caller(principal, keyOf(key), id, positionOf(after), member);
  }

  private async principalOf(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthenticated('Send a token: Authorization: Bearer …');
    try {
      return await this.tokens.principalOf(token);
    } catch (error) {
      if (error instanceof InvalidToken) throw unauthenticated('The token is not valid, or no longer.');
      throw error;
    }
  }

  /** The workspace knows best what a member is called and may do now; a token may be older than a change of role. */
  private memberOf({ kind, id, role, workspaceId }: Principal): Member | undefined {
    if (kind !== 'member') return undefined;
    const known = this.settings.workspace(workspaceId)?.members[id];
    if (known?.removed === true) throw refuse('role_not_allowed', { memberId: id, removed: true });
    return { id, name: known?.name ?? id, role: known?.role ?? (role as Role) };
  }
}

function unauthenticated(detail: string): HttpProblem {
  return new HttpProblem(401, 'unauthenticated', detail, {}, { 'www-authenticate': 'Bearer realm="handoff"' });
}

function keyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && idempotencyKey.test(header)) return header;
  throw new HttpProblem(
    422,
    'invalid_idempotency_key',
    'Idempotency-Key must be 8 to 128 letters, digits or _ . : ~ + / = -, e.g. a UUID.',
  );
}

function positionOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined || (typeof header === 'string' && /^\d{1,19}$/.test(header))) return header;
  throw new HttpProblem(422, 'invalid_position', 'Handoff-After must be a position that a receipt gave.');
}
