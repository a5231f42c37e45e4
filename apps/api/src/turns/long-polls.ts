import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ViewPositions } from '#read-models';

/** Requests that wait for something to happen. They end at once when the client goes away or the process is to stop. */
@Injectable()
export class LongPolls implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly positions: ViewPositions,
    private readonly limitMs: number,
  ) {}

  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /**
   * Looks until there is something to tell, each time the views have come further; gives up with the last look after `waitMs` (or
   * the limit of this service, if that is shorter).
   */
  async until<T>(
    request: FastifyRequest,
    waitMs: number,
    look: () => Promise<{ readonly found: boolean; readonly answer: T }>,
  ): Promise<T> {
    const gone = new AbortController();
    const leave = () => gone.abort();
    if (request.raw.socket.destroyed) leave();
    else request.raw.socket.once('close', leave);
    const over = AbortSignal.any([
      gone.signal,
      this.stopping.signal,
      AbortSignal.timeout(Math.min(waitMs, this.limitMs)),
    ]);
    try {
      for (;;) {
        const advanced = this.advance(over);
        const { found, answer } = await look();
        if (found || over.aborted || !(await advanced)) return answer;
      }
    } finally {
      gone.abort();
      request.raw.socket.off('close', leave);
    }
  }

  /** True once the views have come further; false when the waiting is over. */
  private advance(over: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (further: boolean) => {
        off();
        over.removeEventListener('abort', end);
        resolve(further);
      };
      const end = () => settle(false);
      const off = this.positions.onAdvance(() => settle(true));
      if (over.aborted) end();
      else over.addEventListener('abort', end, { once: true });
    });
  }
}
