import type { Change } from '#read-models';

/* What is written on a stream of server-sent events, as the HTML standard shapes it (9.2, server-sent events). */

/** An event with an id to resume after. JSON has no line breaks of its own, so one data line holds it. */
export function frame(event: string, id: bigint | string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Says that the stream is alive and how far it looked; no event, but the client resumes from here. */
export function heartbeat(id: bigint): string {
  return `: heartbeat\nid: ${id}\n\n`;
}

/** How long a client waits before it connects again, in milliseconds. */
export const retryLine = 'retry: 1000\n\n';

/** A change as it is told: what has to be asked again, and the item of the timeline that moved it. */
export function changeFrame({ position, item }: Change, touches: Change['touches']): string {
  return frame('change', position, { position, touches, conversationId: item.conversationId, item });
}
