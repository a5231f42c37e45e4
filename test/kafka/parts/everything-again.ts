import type { Kafka } from 'kafkajs';
import { until } from './until.js';

interface Message {
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer>;
}

/**
 * Publishes every message of a topic once more, shuffled, each on its own partition.
 * @param seed the same seed gives the same order
 * @returns how many
 */
export async function everythingAgain(kafka: Kafka, topic: string, seed: number): Promise<number> {
  const messages = shuffled(await messagesOf(kafka, topic), seed);
  const producer = kafka.producer();
  await producer.connect();
  for (let i = 0; i < messages.length; i += 500)
    await producer.send({ topic, acks: -1, messages: messages.slice(i, i + 500) });
  await producer.disconnect();
  return messages.length;
}

async function messagesOf(kafka: Kafka, topic: string): Promise<readonly Message[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const found: Message[] = [];
  const consumer = kafka.consumer({ groupId: `again-${seedless()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message: { key, value, headers } }) => {
      found.push({ partition, key, value, headers: headers as Record<string, Buffer> });
      return Promise.resolve();
    },
  });
  await until(`all ${total} messages of ${topic}`, 60_000, () => Promise.resolve(found.length >= total));
  await consumer.disconnect();
  return found.slice(0, total);
}

const seedless = () => String(process.hrtime.bigint());

/** Fisher and Yates, with a linear congruential generator. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const all = [...list];
  let state = BigInt(seed);
  for (let i = all.length - 1; i > 0; i -= 1) {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    const j = Number((state >> 33n) % BigInt(i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
