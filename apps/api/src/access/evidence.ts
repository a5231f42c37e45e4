import { randomUUID } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { mergeMap, type Observable } from 'rxjs';
import { RecordEvidenceViewed } from '#commands';
import type { AuthenticatedRequest, Caller } from '../http/caller.js';

/** What of the evidence a route shows, as the audit log calls it; who looks is recorded. */
export const Evidence = Reflector.createDecorator<string>();

/** Who looks at the same thing again within this time is recorded once, in milliseconds. */
const onceInMs = 15 * 60_000;
const maxKept = 10_000;

/**
 * Records who looked at what is kept as evidence, after it was found and before it is shown: where that cannot be recorded, nothing is shown.
 */
@Injectable()
export class EvidenceRecorder implements NestInterceptor {
  private readonly recorded = new Map<string, { readonly at: number; readonly done: Promise<unknown> }>();

  constructor(
    private readonly reflector: Reflector,
    private readonly bus: CommandBus,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const what = this.reflector.get(Evidence, context.getHandler());
    const { caller, params } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (what === undefined || caller === undefined) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.record(caller, what, idOf(params, answer) ?? caller.workspaceId);
        return answer;
      }),
    );
  }

  private async record(caller: Caller, what: string, id: string): Promise<void> {
    const { workspaceId, member } = caller;
    const key = JSON.stringify([workspaceId, member.id, what, id]);
    const now = Date.now();
    const known = this.recorded.get(key);
    if (known !== undefined && now - known.at < onceInMs) {
      await known.done;
      return;
    }
    // The request's own key, if it has one, is that of another command.
    const issue = { ...caller.issue, commandId: randomUUID() };
    const done = this.bus.execute(new RecordEvidenceViewed(workspaceId, { what, id, member }, issue));
    this.recorded.delete(key);
    this.recorded.set(key, { at: now, done });
    if (this.recorded.size > maxKept) this.recorded.delete(this.recorded.keys().next().value!);
    try {
      await done;
    } catch (error) {
      this.recorded.delete(key);
      throw error;
    }
  }
}

/** What the address or the answer names; nothing for lists. */
function idOf(params: unknown, answer: unknown): string | undefined {
  const { id, index } = params as { readonly id?: string; readonly index?: string };
  const { exportId } = (answer ?? {}) as { readonly exportId?: unknown };
  return id?.toLowerCase() ?? index ?? (typeof exportId === 'string' ? exportId : undefined);
}
