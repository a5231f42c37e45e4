import {
  failedTry,
  findSubscription,
  gotThrough,
  inTransaction,
  rowsOf,
  setSubscriptionState,
  sign,
  toPublic,
  type ArmedSubscription,
  type Delivery,
  type Final,
  type Outside,
  type PublishedEvent,
  type Tried,
  type WebhookPayload,
} from '#messaging';
import { isSealedField, type EventStore } from '#event-store';
import type { Platform } from '#commands';
import type { Pool } from 'pg';
import type { WaysParts } from '../alerts/ways.js';
import { triedOfStatus } from './answered.js';
import { tellOfDisabling } from './tell-of-disabling.js';

export interface SendWebhookParts extends WaysParts {
  readonly platform: Platform;
  readonly log: EventStore;
  readonly pool: Pool;
  readonly outside: Outside;
}

/** What came for somebody who was just paused waits until they are resumed. */
const heldMs = 3_600_000;

/** What says of the receiver, rather than of one event, that nothing will get through. */
const forGood = ['http_410', 'target_not_allowed', 'target_invalid', 'target_insecure'];

const limits = { timeoutMs: 15_000, maxAnswerBytes: 16 * 1024, ignoreLongAnswer: true };

/** Posts events to those who subscribed, signed as Standard Webhooks says. */
export class SendWebhook {
  constructor(private readonly parts: SendWebhookParts) {}

  readonly perform = async (delivery: Delivery, signal: AbortSignal): Promise<Tried> => {
    const { pool, box, outside } = this.parts;
    const { id, workspaceId, target } = delivery;
    const subscription = await findSubscription(rowsOf(pool), box, { workspaceId, id: target });
    if (subscription === undefined) return { state: 'failed', code: 'unsubscribed' };
    const payload = delivery.payload as unknown as WebhookPayload;
    // A sign of life reaches a disabled one too: that is how one finds out whether it is well again.
    if (!('test' in payload) && subscription.state !== 'active')
      return { state: 'held', code: subscription.state, afterMs: heldMs };
    const body = await this.bodyOf(payload, delivery, subscription);
    if (body === undefined) return { state: 'failed', code: 'event_gone' };
    try {
      const headers = { ...sign(subscription.secrets, id, body) };
      return triedOfStatus(await outside.post({ url: subscription.url, headers, body, signal, ...limits }));
    } catch (error) {
      return failedTry(error);
    }
  };

  /**
   * Who took nothing for a day, is gone, or where we may not go is sent nothing more until somebody resumes it; the workspace's owners are
   * told. Who takes other events has something against this one.
   */
  readonly settle = async (delivery: Delivery, { state, code }: Final): Promise<void> => {
    const ours = ['unsubscribed', 'event_gone'];
    if (state !== 'failed' || 'test' in delivery.payload || ours.includes(code)) return;
    const { pool } = this.parts;
    const { workspaceId, target } = delivery;
    // Both or neither: it is not disabled twice, so who was not told then would never be.
    await inTransaction(pool, async (tx) => {
      const [rows, of] = [rowsOf(tx), { workspaceId, id: target }];
      if (!forGood.includes(code) && (await gotThrough(rows, of, delivery.createdAt))) return;
      if (await setSubscriptionState(rows, of, 'disabled', code))
        await tellOfDisabling(this.parts, tx, { workspaceId, subscriptionId: target, code, deliveryId: delivery.id });
    });
  };

  private async bodyOf(
    payload: WebhookPayload,
    { workspaceId, createdAt }: Delivery,
    { personal, id }: ArmedSubscription,
  ): Promise<string | undefined> {
    if ('test' in payload)
      return JSON.stringify({ type: 'handoff.test', timestamp: createdAt, data: { workspaceId, subscriptionId: id } });
    const { platform, log } = this.parts;
    // Whoever may see personal fields is sent them as they are now: null where the person was erased.
    const [stored] = await (personal ? platform.store : log).readStream(payload.stream, BigInt(payload.revision));
    const event = stored?.revision === BigInt(payload.revision) ? toPublic(stored) : undefined;
    if (event === undefined) return undefined;
    return JSON.stringify(envelopeOf(event, payload.replay));
  }
}

function envelopeOf(event: PublishedEvent, replay: boolean) {
  const { type, time, eventId, workspaceId, stream, revision, position, recordedAt, version } = event;
  const { actor, correlationId, causationId } = event;
  return {
    type,
    timestamp: time,
    data: {
      ...{ eventId, workspaceId, stream, revision: String(revision), position: String(position), version },
      ...{ recordedAt, actor, correlationId, causationId, replay },
      event: withoutSealed(event.data),
    },
  };
}

/** Closed envelopes are of no use to somebody without keys: they are left out. */
function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => !isSealedField(part))
      .map(([name, part]) => [name, withoutSealed(part)]),
  );
}
