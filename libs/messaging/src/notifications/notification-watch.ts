import type { Pool } from 'pg';
import { listenOn } from '../listen.js';
import { notificationChannel } from './notifications.js';

/** Whose notifications. */
export interface MemberPlace {
  readonly workspaceId: string;
  readonly memberId: string;
}

/** What one who watches is told: ids of new notifications, or `undefined` where some may have been missed and the list tells. */
export type OnNotified = (id: string | undefined) => void;

/** Tells who watches a member's notifications of new ones at once, over one connection for all of them. */
export class NotificationWatch {
  private readonly watchers = new Map<string, Set<OnNotified>>();
  private readonly stopping = new AbortController();
  private listening: Promise<void> | undefined;

  /** @param pool connected as `handoff_api` */
  constructor(
    private readonly pool: Pool,
    private readonly onFault: (what: string, error: unknown) => void = () => undefined,
  ) {}

  start(): void {
    this.listening ??= listenOn(
      this.pool,
      notificationChannel,
      {
        onPayload: (payload) => this.hear(JSON.parse(payload) as MemberPlace & { readonly id: string }),
        onListening: () => this.watchers.forEach((set) => set.forEach((told) => told(undefined))),
        onFault: (error) => this.onFault('listening for notifications', error),
      },
      this.stopping.signal,
    );
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.listening;
  }

  /** @returns a function that ends it */
  on(member: MemberPlace, told: OnNotified): () => void {
    const key = keyOf(member);
    const set = (this.watchers.get(key) ?? new Set()).add(told);
    this.watchers.set(key, set);
    return () => {
      set.delete(told);
      if (set.size === 0 && this.watchers.get(key) === set) this.watchers.delete(key);
    };
  }

  private hear({ id, ...member }: MemberPlace & { readonly id: string }): void {
    this.watchers.get(keyOf(member))?.forEach((told) => told(id));
  }
}

function keyOf({ workspaceId, memberId }: MemberPlace): string {
  return `${workspaceId} ${memberId}`;
}
