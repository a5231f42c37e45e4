import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore } from '#event-store';

/** How long until the log is asked again that was away. */
const againMs = 1_000;

/** News of some streams, for one who reads them: what moves while they read is told when they come to wait. */
export interface Interest {
  /** From now on of these streams. */
  in(streams: readonly string[]): void;
  /** Resolves when one of them moved on since it was last asked, the time is over, or the signal says so. */
  news(limitMs: number, signal: AbortSignal): Promise<void>;
  end(): void;
}

/**
 * Tells readers of streams that there is something new, from one subscription of the process. It only rouses: what happened is read from
 * the log, so a rousing too many costs nothing but a look.
 */
export class LogWatch {
  private readonly readers = new Map<string, Set<() => void>>();
  private readonly stopping = new AbortController();
  private following: Promise<void> | undefined;

  /**
   * What happens while the log is away is seen by readers all the same, since they look by themselves from time to time.
   * @param log reading with `KeepSealed`: nothing is opened for it
   */
  constructor(
    private readonly log: EventStore,
    private readonly onFault: (what: string, error: unknown) => void,
  ) {}

  start(): void {
    this.following ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  interest(): Interest {
    let streams: readonly string[] = [];
    let moved = false;
    let wake = () => undefined as void;
    const rouse = () => {
      moved = true;
      wake();
    };
    const leave = () => {
      for (const stream of streams) this.leave(stream, rouse);
    };
    return {
      in: (next) => {
        if (next.length === streams.length && next.every((stream, i) => stream === streams[i])) return;
        leave();
        streams = next;
        for (const stream of streams) this.readers.set(stream, (this.readers.get(stream) ?? new Set()).add(rouse));
      },
      news: async (limitMs, signal) => {
        const over = AbortSignal.any([signal, this.stopping.signal]);
        if (!moved && !over.aborted)
          await new Promise<void>((resolve) => {
            const done = () => {
              clearTimeout(timer);
              over.removeEventListener('abort', done);
              resolve();
            };
            const timer = setTimeout(done, limitMs);
            over.addEventListener('abort', done, { once: true });
            wake = done;
          });
        wake = () => undefined;
        moved = false;
      },
      end: leave,
    };
  }

  private leave(stream: string, rouse: () => void): void {
    const set = this.readers.get(stream);
    set?.delete(rouse);
    if (set?.size === 0) this.readers.delete(stream);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.follow();
      } catch (error) {
        this.onFault('watching the log for chats', error);
      }
      await pause(againMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async follow(): Promise<void> {
    const streamPrefixes = ['conversation-'];
    await this.log.follow({
      after: await this.log.head(streamPrefixes),
      streamPrefixes,
      maxBatch: 500,
      signal: this.stopping.signal,
      onBatch: ({ entries }) => {
        for (const stream of new Set(entries.map((entry) => entry.stream)))
          for (const rouse of [...(this.readers.get(stream) ?? [])]) rouse();
        return Promise.resolve();
      },
    });
  }
}
