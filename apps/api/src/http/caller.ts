import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { actorOf, type Principal } from '#access';
import type { Issue } from '#commands';
import { refuse, type Member } from '#domain';

/** Who sent a request, once its token was verified, and under which command id. */
export class Caller {
  constructor(
    readonly principal: Principal,
    /** The `Idempotency-Key`, where one was given. */
    readonly idempotencyKey: string | undefined,
    readonly requestId: string,
    /** The position of `Handoff-After`, where one was given: what the answer must show at least. */
    readonly after: string | undefined,
    /** As the workspace knows the member; absent for integrations and runtimes. */
    private readonly knownAs?: Member,
  ) {}

  /** Waits for something without holding up the caller's other requests. */
  aside: <T>(wait: () => Promise<T>) => Promise<T> = (wait) => wait();

  get workspaceId(): string {
    return this.principal.workspaceId;
  }

  /** What a command is issued under. Without a key of its own every request is another command. */
  get issue(): Issue {
    return {
      commandId: this.idempotencyKey ?? randomUUID(),
      workspaceId: this.workspaceId,
      actor: actorOf(this.principal),
      correlationId: this.requestId,
    };
  }

  /** Of a member, as the workspace knows them. */
  get name(): string | null {
    return this.knownAs?.name ?? null;
  }

  /** @throws Rejected `role_not_allowed` when no member asks */
  get member(): Member {
    if (this.knownAs === undefined) throw refuse('role_not_allowed', { role: this.principal.role });
    return this.knownAs;
  }

  /** The agent that the calling runtime speaks for. @throws Rejected `role_not_allowed` when no runtime asks */
  get agentId(): string {
    if (this.principal.agentId === undefined) throw refuse('role_not_allowed', { role: this.principal.role });
    return this.principal.agentId;
  }
}

/** A request that passed the guard. */
export interface AuthenticatedRequest extends FastifyRequest {
  caller?: Caller;
}

/** Parameter of a route: who calls. */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (caller === undefined) throw new Error('a route that asks who calls must say who may');
  return caller;
});
