import type { EventStore, LogEntry } from '#event-store';
import { describe, expect, it } from '@jest/globals';
import type { OutgoingMessage } from '../kafka/publisher.js';
import { replay, UnfitTopic, type ReplayOptions } from './replay.js';

/** A log of 1,200 events in three conversations, at positions 10, 20, … */
const entries = Array.from(
  { length: 1_200 },
  (_, i) =>
    ({
      eventId: `e${i}`,
      stream: `conversation-${i % 3}`,
      revision: BigInt(Math.floor(i / 3)),
      position: BigInt((i + 1) * 10),
      created: new Date(0),
      ...(i === 5
        ? { type: 'Claimed', problem: new Error('of a newer version') }
        : {
            event: { type: 'Renotified', at: '2026-11-20T03:12:42.123Z', data: { handoffId: 'h', step: 1 } },
            metadata: { workspaceId: 'w', actor: { kind: 'system', id: 's' }, correlationId: 'c', causationId: null },
          }),
    }) as unknown as LogEntry,
);

const store = {
  head: () => Promise.resolve(entries.at(-1)!.position),
  readStream: (stream: string) => Promise.resolve(entries.filter((entry) => entry.stream === stream)),
  readAll: ({ after, maxCount }: { after: bigint | undefined; maxCount: number }) => {
    const rest = entries.filter(({ position }) => after === undefined || position > after);
    const page = rest.slice(0, maxCount);
    return Promise.resolve({ entries: page, position: page.at(-1)?.position ?? 0n, atEnd: rest.length <= maxCount });
  },
} as unknown as EventStore;

async function replayed(options: Partial<ReplayOptions> = {}) {
  const messages: OutgoingMessage[] = [];
  const told: bigint[] = [];
  const publisher = {
    publish: (some: readonly OutgoingMessage[]) => Promise.resolve(void messages.push(...some)),
    close: () => Promise.resolve(),
  };
  const onProgress = ({ position }: { position: bigint }) => told.push(position);
  const end = await replay({ store, publisher, topic: 'investigation', onProgress, ...options });
  return { messages, told, end };
}

describe('history published again', () => {
  it('goes to the topic named, whole, in the order of the log, marked, with its own ids and places', async () => {
    const { messages, end } = await replayed();
    expect(end).toMatchObject({ position: 12_000n, published: 1_199, leftOut: 1 });
    expect(messages.map(({ headers }) => Number(headers['position']))).toEqual(
      entries.filter((_, i) => i !== 5).map(({ position }) => Number(position)),
    );
    expect(messages[0]).toMatchObject({
      topic: 'investigation',
      headers: { replay: 'true', ce_id: 'e0', revision: '0' },
    });
  });

  it('keeps to the part that was asked for, and tells how far it is', async () => {
    const { messages, told } = await replayed({ after: 100n, to: 9_000n });
    expect([messages.at(0)!.headers['position'], messages.at(-1)!.headers['position']]).toEqual(['110', '9000']);
    expect(told).toEqual([5_100n, 9_000n]);
  });

  it('keeps to one conversation', async () => {
    const { messages } = await replayed({ conversation: '1', to: 6_000n });
    expect(new Set(messages.map(({ key }) => key))).toEqual(new Set(['1']));
    expect(messages).toHaveLength(200);
  });

  it.each(['handoff.commands.v1', 'handoff.command-results.v1', 'handoff.dead-letters.v1'])(
    'never goes to %s',
    async (topic) => {
      await expect(replayed({ topic })).rejects.toThrow(UnfitTopic);
    },
  );
});
