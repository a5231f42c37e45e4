import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Repeats the receipt's position as header `Handoff-Position`, so that a client can hand it on without reading the body. */
@Injectable()
export class PositionHeader implements NestInterceptor<{ position?: string }> {
  intercept(context: ExecutionContext, next: CallHandler<{ position?: string }>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body) => {
        if (body?.position !== undefined) void reply.header('handoff-position', body.position);
        return body;
      }),
    );
  }
}
