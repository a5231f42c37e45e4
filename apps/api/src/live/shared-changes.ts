import { changesAfter, type Changes, type ViewPositions } from '#read-models';
import type { Views } from '../http/views.js';

/** Where one stream stands, and what it follows. */
export interface Place {
  readonly workspaceId: string;
  readonly conversationId?: string;
  /** Exclusive. */
  readonly after: bigint;
}

/** What was read, and how far the views were known to be before that. */
export interface Looked extends Changes {
  readonly seen: bigint;
}

/** How many changes are read at once: what one stream keeps in memory at most. */
const pageSize = 50;

/**
 * Reads what changed, for all streams of this process. Whoever stands at the same place shares one query, and all are woken together,
 * a moment after a commit, so that a burst of commits is one look and not many.
 */
export class SharedChanges {
  private readonly reading = new Map<string, Promise<Looked>>();
  private readonly sleepers = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly views: Views,
    private readonly positions: ViewPositions,
    private readonly paceMs: number,
  ) {
    positions.onAdvance(() => this.wakeSoon());
  }

  read(place: Place): Promise<Looked> {
    const { workspaceId, conversationId, after } = place;
    const key = `${workspaceId} ${conversationId ?? ''} ${after}`;
    const running = this.reading.get(key);
    if (running !== undefined) return running;
    const follow = conversationId === undefined ? {} : { conversationId };
    const seen = this.positions.current;
    const started = this.views
      .read({ workspaceId, after: undefined }, {}, (reader) =>
        changesAfter(reader, { after, limit: pageSize, ...follow }),
      )
      .then((changes) => ({ ...changes, seen }))
      .finally(() => this.reading.delete(key));
    this.reading.set(key, started);
    return started;
  }

  /** Resolves when the views are further than they were `seen` to be, or the signal aborts. */
  further(seen: bigint, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        this.sleepers.delete(settle);
        signal.removeEventListener('abort', settle);
        resolve();
      };
      if (signal.aborted) return settle();
      this.sleepers.add(settle);
      signal.addEventListener('abort', settle, { once: true });
      if (this.positions.current > seen) this.wakeSoon();
    });
  }

  private wakeSoon(): void {
    if (this.sleepers.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const wake of [...this.sleepers]) wake();
    }, this.paceMs);
  }
}
