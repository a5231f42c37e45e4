import { streamPrefixes, type EventStore } from '#event-store';

/** The log as stories look at it. */
export function readingOf(log: EventStore) {
  return {
    log,
    head: async (): Promise<bigint> => (await log.head(streamPrefixes)) ?? -1n,
    writtenSince: async (position: bigint): Promise<readonly string[]> => {
      const after = position < 0n ? undefined : position;
      const { entries } = await log.readAll({ after, maxCount: 1_000, streamPrefixes });
      return entries.map((entry) => ('event' in entry ? entry.event.type : entry.type)).filter((type) => !isTold(type));
    },
  };
}

/**
 * What the platform tells of itself beside the story, whenever it comes to it: that a notice went out, what became of a message, who
 * looked at evidence, who was refused.
 */
export function isTold(type: string): boolean {
  return ['NoticeSent', 'DeliveryRecorded', 'EvidenceViewed', 'AccessRefused'].includes(type);
}
