import { randomUUID } from 'node:crypto';
import { v5 } from 'uuid';
import type { NewDelivery } from '../deliver/schedule.js';
import type { PublishedEvent } from '../published/published-event.js';
import { replayWork, webhookWork, type Subscription } from './subscriptions.js';

/** What is sent: an event, by its place in the log, or a sign of life. */
export type WebhookPayload =
  | { readonly stream: string; readonly revision: string; readonly type: string; readonly replay: boolean }
  | { readonly test: true };

export interface ReplayPayload {
  readonly subscriptionId: string;
  /** Exclusive; events after it are sent once more. −1: from the first event on. */
  readonly after: string;
}

/** An event for a subscriber. Its id is the receiver's `webhook-id`: the same for every try, and for a replay. */
export function webhookDelivery(subscriptionId: string, event: PublishedEvent, replay = false): NewDelivery {
  const { eventId, stream, revision, type, workspaceId } = event;
  const id = v5(eventId, subscriptionId);
  const payload: WebhookPayload = { stream, revision: String(revision), type, replay };
  // Each is a lane of its own: receivers order by revision, and one that is refused holds up no other.
  return { work: webhookWork, id, workspaceId, lane: id, target: subscriptionId, payload: { ...payload } };
}

/** A sign of life, sent whatever the types. */
export function testDelivery({ workspaceId, id: target }: Pick<Subscription, 'workspaceId' | 'id'>): NewDelivery {
  const id = randomUUID();
  return { work: webhookWork, id, workspaceId, lane: id, target, payload: { test: true } };
}

/** Everything after a position once more, for one subscriber. */
export function replayDelivery(
  { workspaceId, id }: Pick<Subscription, 'workspaceId' | 'id'>,
  after: bigint,
): NewDelivery {
  const payload: ReplayPayload = { subscriptionId: id, after: String(after) };
  return { work: replayWork, id: randomUUID(), workspaceId, lane: id, target: id, payload: { ...payload } };
}
