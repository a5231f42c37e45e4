import { can } from '#access';
import { notificationsByIds, notificationsOf, type ListedNotification, type NotificationWatch } from '#messaging';
import type { DeliveryRows } from '../delivery/delivery-rows.js';
import type { Caller } from '../http/caller.js';

/** How many of the newest are looked through after a gap; whoever missed more finds them in the list. */
const lookBack = 200;

/** What a member is told while a stream of theirs is open, each notification once. */
export interface Told {
  /** Aborts when there is something to take; another one after each `take`. */
  readonly stirred: AbortSignal;
  take(): Promise<readonly ListedNotification[]>;
  end(): void;
}

/** Brings what members are notified of to their own streams, and to nobody else's. */
export class LiveNotifications {
  constructor(
    private readonly watch: NotificationWatch,
    private readonly rows: DeliveryRows,
  ) {}

  /** From now on; `undefined` for whoever is nobody that is notified. */
  async follow({ principal, workspaceId }: Caller, conversationId?: string): Promise<Told | undefined> {
    if (principal.kind !== 'member' || !can(principal, 'inbox.read')) return undefined;
    const member = { workspaceId, memberId: principal.id };
    const { rows } = this;
    const newest = () => rows.within(member, (run) => notificationsOf(run, member, { limit: lookBack }));
    const waiting = new Set<string>();
    let missed = false;
    let stirred = new AbortController();
    const end = this.watch.on(member, (id) => {
      if (id === undefined) missed = true;
      else waiting.add(id);
      stirred.abort();
    });
    // Heard from before this look on, so that what is entered meanwhile is not lost between the two.
    const told = await newest().then(
      (all) => new Set(all.map(({ id }) => id)),
      (error: unknown) => {
        end();
        throw error;
      },
    );
    return {
      get stirred() {
        return stirred.signal;
      },
      async take() {
        if (!stirred.signal.aborted) return [];
        stirred = new AbortController();
        const ids = [...waiting];
        const all = missed;
        waiting.clear();
        missed = false;
        const found = all
          ? [...(await newest())].reverse()
          : await rows.within(member, (run) => notificationsByIds(run, member, ids));
        const fresh = found.filter(({ id }) => !told.has(id));
        for (const { id } of fresh) told.add(id);
        return fresh.filter((one) => conversationId === undefined || one.conversationId === conversationId);
      },
      end,
    };
  }
}
