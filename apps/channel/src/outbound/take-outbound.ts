import { newIdsOf } from '#event-store';
import { schedule, type Handler, type NewDelivery, type PublishedEvent } from '#messaging';
import { outboundTypes, positionTypes } from './outbound.js';

/** The worker of what customers are to see. */
export const outboundWork = 'channel';

/** Which part of an event a delivery brings: what it says, or the place in the queue it led to. */
export type OutboundPart = 'said' | 'place';

export interface OutboundPayload {
  readonly stream: string;
  readonly revision: string;
  readonly eventId: string;
  readonly part: OutboundPart;
}

/** Enters what an event may give the customer to see; a conversation is a lane, so all of it goes out in the order of the stream. */
export const takeOutbound: Handler = async (event, tx) => {
  if (event.replay) return;
  await schedule(tx, deliveriesOf(event));
};

export function deliveriesOf({ type, eventId, stream, revision, workspaceId }: PublishedEvent): readonly NewDelivery[] {
  const parts: OutboundPart[] = [];
  if (outboundTypes.includes(type)) parts.push('said');
  if (positionTypes.includes(type)) parts.push('place');
  return parts.map((part) => ({
    work: outboundWork,
    id: newIdsOf(eventId, outboundWork)(part),
    workspaceId,
    lane: stream,
    target: stream.slice('conversation-'.length),
    payload: { stream, revision: String(revision), eventId, part } satisfies OutboundPayload,
  }));
}
