import { FieldWriter } from './protobuf.js';

/** Field numbers of `ReadResp` in streams.proto, beside the event frames. */
const ReadResp = { confirmation: 2, checkpoint: 3, streamNotFound: 4, caughtUp: 8 } as const;

/** First frame of every subscription. */
export function subscriptionConfirmation(subscriptionId: string): Buffer {
  return new FieldWriter().message(ReadResp.confirmation, new FieldWriter().string(1, subscriptionId)).finish();
}

/** How far a filtered subscription has looked, matching or not. */
export function checkpoint(position: bigint): Buffer {
  return new FieldWriter()
    .message(ReadResp.checkpoint, new FieldWriter().uint64(1, position).uint64(2, position))
    .finish();
}

export function streamNotFound(stream: string): Buffer {
  const identifier = new FieldWriter().string(3, stream);
  return new FieldWriter().message(ReadResp.streamNotFound, new FieldWriter().message(1, identifier)).finish();
}

/** From here on the subscription is live. */
export const caughtUp = new FieldWriter().empty(ReadResp.caughtUp).finish();
