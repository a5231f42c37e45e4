import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Partitioners, type Kafka, type Message } from 'kafkajs';
import { ensureTopics } from '#messaging';

/** How many messages a topic holds. */
export async function countMessages(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

/** Everything a topic holds, as it lies there. */
export async function readTopic(kafka: Kafka, topic: string, count: number): Promise<Message[]> {
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 200 });
  const messages: Message[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      for (const { key, value, headers } of batch.messages)
        messages.push({ key, value, ...(headers === undefined ? {} : { headers }) });
      return Promise.resolve();
    },
  });
  while (messages.length < count) await pause(50);
  await consumer.disconnect();
  return messages;
}

/** What kafkajs alone makes of the same bytes: messages per second, 500 at a time, acks from all, idempotent. */
export async function bareProducer(kafka: Kafka, messages: readonly Message[]): Promise<number> {
  const topic = `bare-${randomUUID()}`;
  await ensureTopics(kafka, { partitions: 12, replication: 1, topics: [topic] });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const started = performance.now();
  for (let i = 0; i < messages.length; i += 500)
    await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages: messages.slice(i, i + 500) }] });
  const seconds = (performance.now() - started) / 1_000;
  await producer.disconnect();
  return messages.length / seconds;
}
