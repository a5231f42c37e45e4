import { isReadable, type EventStore, type LogEntry } from '#event-store';
import type { Publisher } from '../kafka/publisher.js';
import { toRecord } from '../published/cloud-event.js';
import { toPublic } from '../published/to-public.js';
import { commandTopic, commandResultTopic, deadLetterTopic, streamPrefixOf } from '../published/topics.js';
import { publishedPrefixes } from './run-relay.js';

export interface ReplayOptions {
  /** Reading with `KeepSealed`. */
  readonly store: EventStore;
  readonly publisher: Publisher;
  /**
   * The event before the first one, by its position; absent: from the beginning. It must be the position of an event, since EventStoreDB
   * cannot read from any other.
   */
  readonly after?: bigint;
  /** The position of the last one; absent: up to the log's present end. */
  readonly to?: bigint;
  /** One conversation only. */
  readonly conversation?: string;
  /** Where to; any topic that holds no commands, results or dead letters. */
  readonly topic: string;
  readonly signal?: AbortSignal;
  /** Called after each batch: how far, of how far. */
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  readonly position: bigint;
  readonly to: bigint;
  readonly published: number;
  /** Events that this program cannot read or does not publish. */
  readonly leftOut: number;
}

/** The topic is one that readers take for something else. */
export class UnfitTopic extends Error {
  override readonly name = 'UnfitTopic';
}

const batch = 500;

/**
 * Publishes history again, to a topic of the caller's choosing, marked as a replay. In the order of the log; ids, revisions and positions are
 * the original ones, so a reader who knows an event drops it.
 *
 * @throws UnfitTopic before anything is published; what Kafka or the log throws, after which it can be begun again at the last
 *   position told
 */
export async function replay(options: ReplayOptions): Promise<ReplayProgress> {
  const { store, publisher, after = -1n, topic, signal, onProgress } = options;
  if (topic === commandTopic || topic === commandResultTopic || topic === deadLetterTopic)
    throw new UnfitTopic(`history cannot be published to ${topic}: its readers expect something else`);
  const to = options.to ?? (await store.head(publishedPrefixes)) ?? -1n;
  let progress: ReplayProgress = { position: after, to, published: 0, leftOut: 0 };
  for await (const entries of pages(options, to)) {
    signal?.throwIfAborted();
    const events = entries.map((entry) => (isReadable(entry) ? toPublic(entry) : undefined));
    const found = events.filter((event) => event !== undefined);
    await publisher.publish(found.map((event) => ({ ...toRecord({ ...event, replay: true }), topic })));
    progress = {
      position: entries.at(-1)!.position,
      to,
      published: progress.published + found.length,
      leftOut: progress.leftOut + events.length - found.length,
    };
    onProgress?.(progress);
  }
  return progress;
}

/** The log between the two positions, page by page; of one conversation straight from its stream. */
async function* pages(
  { store, after: start, conversation }: ReplayOptions,
  to: bigint,
): AsyncGenerator<readonly LogEntry[]> {
  const within = ({ position }: { readonly position: bigint }) => position > (start ?? -1n) && position <= to;
  if (conversation !== undefined) {
    const events = (await store.readStream(streamPrefixOf('handoff.conversation.v1') + conversation)).filter(within);
    for (let i = 0; i < events.length; i += batch) yield events.slice(i, i + batch);
    return;
  }
  let after = start;
  for (;;) {
    const page = await store.readAll({ after, maxCount: batch, streamPrefixes: publishedPrefixes });
    const entries = page.entries.filter(within);
    if (entries.length > 0) yield entries;
    if (page.atEnd || page.position >= to) return;
    after = page.position;
  }
}
