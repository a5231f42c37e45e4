import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { actorOf, can, InvalidToken, type Action, type Identity, type Principal } from '#access';
import { Settings } from '#commands';
import { refuse, type AccessRefusal, type Member } from '#domain';
import { Identities } from '../access/identities.js';
import { RefusedAttempts } from '../access/refused-attempts.js';
import { Caller, type AuthenticatedRequest } from './caller.js';
import { HttpProblem } from './problem.js';
import { isPosition } from './storable.js';

/** Which rows of the permissions table open a route; `anyone` for the few that need no token. */
export const Permit = Reflector.createDecorator<readonly Action[] | 'anyone'>();

const idempotencyKey = /^[A-Za-z0-9_.:~+/=-]{8,128}$/;

/** Longer ones are no tokens of an issuer that one would trust, and are not looked at. */
const maxCredential = 8 * 1024;

/** Finds out who calls and whether the permissions table lets them. A route that names no row is closed to everybody. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly identities: Identities,
    private readonly settings: Settings,
    private readonly refused: RefusedAttempts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permit = this.reflector.getAllAndOverride(Permit, [context.getHandler(), context.getClass()]);
    if (permit === 'anyone') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const caller = await this.callerOf(request);
    const { principal } = caller;
    if (!(permit ?? []).some((action) => can(principal, action))) {
      this.note(principal, 'role_not_allowed', (permit ?? []).join(' '), caller.name);
      throw refuse('role_not_allowed', { role: principal.role, needed: permit ?? [] });
    }
    request.caller = caller;
    return true;
  }

  /**
   * Who sent a request, as of now: also for answers that go on for long.
   * @throws HttpProblem `unauthenticated`, Rejected `role_not_allowed` for a member who was removed, IssuerUnavailable
   */
  async callerOf({ headers, id }: Pick<AuthenticatedRequest, 'headers' | 'id'>): Promise<Caller> {
    const { principal, member } = this.known(await this.identityOf(headers.authorization));
    const { 'idempotency-key': key, 'handoff-after': after } = headers;
    return new Caller(principal, keyOf(key), id, positionOf(after), member);
  }

  private async identityOf(authorization: string | undefined): Promise<Identity> {
    if (authorization === undefined) throw unauthenticated();
    const credential = /^Bearer ([\w.-]+)$/i.exec(authorization.slice(0, maxCredential))?.[1];
    if (credential === undefined || authorization.length > maxCredential) throw invalidToken();
    try {
      return await this.identities.identityOf(credential);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      throw invalidToken();
    }
  }

  /** The workspace knows best what a member is called and may do now; a token may be older than a change of role. */
  private known(identity: Identity): { readonly principal: Principal; readonly member?: Member } {
    const { kind, id, workspaceId, role: said } = identity;
    if (said !== null && kind !== 'member') return { principal: { ...identity, role: said } };
    const members = this.settings.workspace(workspaceId)?.members ?? {};
    const member = Object.hasOwn(members, id) ? members[id] : undefined;
    const role = member?.role ?? said;
    if (member?.removed === true || role === null) {
      this.note(identity, member === undefined ? 'unknown_member' : 'member_removed', '', member?.name ?? null);
      throw refuse('role_not_allowed');
    }
    const principal = { ...identity, role } as Principal;
    return { principal, member: { id, name: member?.name ?? id, role: role as Member['role'] } };
  }

  private note(identity: Identity, reason: AccessRefusal, what: string, name: string | null): void {
    const { workspaceId, keyId } = identity;
    const key = keyId === undefined ? {} : { keyId };
    this.refused.note({ workspaceId, reason, what, actor: actorOf(identity), name, ...key });
  }
}

/** RFC 6750, section 3.1: who sent no token is told no more than how to send one. */
function unauthenticated(): HttpProblem {
  return new HttpProblem(
    401,
    'unauthenticated',
    'Send a token or an API key: Authorization: Bearer …',
    {},
    { 'www-authenticate': 'Bearer realm="handoff"' },
  );
}

/** One answer for every token that is not good, so that nobody learns from it what was wrong, or what there is. */
function invalidToken(): HttpProblem {
  return new HttpProblem(
    401,
    'unauthenticated',
    'The token is not valid, or no longer.',
    {},
    { 'www-authenticate': 'Bearer realm="handoff", error="invalid_token"' },
  );
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
  if (header === undefined || isPosition(header)) return header;
  throw new HttpProblem(422, 'invalid_position', 'Handoff-After must be a position that a receipt gave.');
}
