import type { EventStore } from '#event-store';
import { isReadable } from '#event-store';
import {
  findSubscription,
  rowsOf,
  scheduleAgain,
  toPublic,
  webhookDelivery,
  type Delivery,
  type PublishedEvent,
  type ReplayPayload,
  type SecretBox,
  type Tried,
} from '#messaging';
import type { Pool } from 'pg';

const streamPrefixes = ['conversation-', 'agent-', 'workspace-', 'contact-'];
const pageSize = 1_000;

/** Sends a subscriber everything once more that came after a position, under the ids it had. Interrupted, it begins anew, to the same effect. */
export function replayEvents({ log, pool, box }: { log: EventStore; pool: Pool; box: SecretBox }) {
  return async ({ workspaceId, payload }: Delivery, signal: AbortSignal): Promise<Tried> => {
    const { subscriptionId, after } = payload as unknown as ReplayPayload;
    const subscription = await findSubscription(rowsOf(pool), box, { workspaceId, id: subscriptionId });
    if (subscription === undefined) return { state: 'failed', code: 'unsubscribed' };
    const wanted = ({ workspaceId: of, type }: PublishedEvent) =>
      of === workspaceId && (subscription.types.length === 0 || subscription.types.includes(type));
    const until = (await log.head(streamPrefixes)) ?? -1n;
    let position = BigInt(after);
    let count = 0;
    for (let atEnd = false; !atEnd && position < until;) {
      signal.throwIfAborted();
      const page = await log.readAll({
        after: position < 0n ? undefined : position,
        maxCount: pageSize,
        streamPrefixes,
      });
      const events = page.entries.flatMap((entry) => (isReadable(entry) ? (toPublic(entry) ?? []) : []));
      const deliveries = events.filter(wanted).map((event) => webhookDelivery(subscriptionId, event, true));
      await scheduleAgain(pool, deliveries);
      count += deliveries.length;
      ({ position, atEnd } = page);
    }
    return { state: 'sent', code: `replayed_${count}` };
  };
}
