import type { Kafka } from 'kafkajs';
import { commandResultTopic, commandTopic, deadLetterTopic, eventTopics } from '../published/topics.js';
import { answered } from './kafka-client.js';

/** An event may be 1 MiB in the log, and its headers come on top. */
const maxMessageBytes = 2 * 1024 * 1024;

/** Every topic of this product. */
export const allTopics: readonly string[] = [...eventTopics, commandTopic, commandResultTopic, deadLetterTopic];

/**
 * Makes the topics that are missing. Where an administrator makes them, this finds nothing to do. The number of partitions of an existing
 * topic is never changed: the keys would move to other partitions, and a stream's order with them.
 *
 * @param replication copies of each partition; -1 takes the brokers' default
 */
export async function ensureTopics(
  kafka: Kafka,
  options: { readonly partitions: number; readonly replication: number; readonly topics?: readonly string[] },
): Promise<void> {
  const admin = kafka.admin();
  try {
    await answered('connecting to Kafka', 15_000, admin.connect());
    const there = await answered('listing the topics', 15_000, admin.listTopics());
    const missing = (options.topics ?? allTopics).filter((topic) => !there.includes(topic));
    if (missing.length === 0) return;
    const making = admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: options.partitions,
        replicationFactor: options.replication,
        configEntries: [{ name: 'max.message.bytes', value: String(maxMessageBytes) }],
      })),
    });
    await answered('making the topics', 30_000, making);
  } finally {
    // One that does not answer is left behind.
    await answered('leaving Kafka', 5_000, admin.disconnect()).catch(() => undefined);
  }
}
