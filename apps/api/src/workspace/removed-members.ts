import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SweepRemovedMember, type Issue } from '#commands';
import { streamPrefixes, EventStore } from '#event-store';
import { inboxPage } from '#read-models';
import type { Caller } from '../http/caller.js';
import { Views } from '../http/views.js';

/** Puts what a removed member still has back into the queue. */
@Injectable()
export class RemovedMembers {
  constructor(
    private readonly bus: CommandBus,
    private readonly views: Views,
    private readonly store: EventStore,
  ) {}

  /**
   * From the removal on no claim of the member is decided in this process, so everything they have is in the log by now: the views are
   * waited for up to there. Sent again under the same command id, what is left is released.
   */
  async release(memberId: string, caller: Caller, issue: Issue): Promise<void> {
    const head = await this.store.head(streamPrefixes);
    const after = head === undefined ? {} : { after: String(head) };
    for (;;) {
      const { items } = await this.views.read(caller, after, (reader) => inboxPage(reader, memberId, { limit: 200 }));
      if (items.length === 0) return;
      let last = '0';
      for (const { conversationId } of items) {
        const swept = await this.bus.execute(new SweepRemovedMember(conversationId, { memberId }, issue));
        last = String(swept.receipt.position);
      }
      after.after = last;
    }
  }
}
