import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { testBroker, type TestBroker } from './parts/broker.js';

/** kafkajs 2.2.4 is older than Kafka 4, which removed old API versions (KIP-896). What we use of it must still work. */
describe('kafkajs on a Kafka 4 broker', () => {
  let broker: TestBroker;
  let kafka: Kafka;
  const topic = `proof-${randomUUID()}`;

  beforeAll(async () => {
    broker = await testBroker();
    kafka = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING });
  });
  afterAll(() => broker.stop());

  it('makes topics, produces idempotently with acks from all, and reads everything back in order per key in a group of two', async () => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 4, replicationFactor: 1 }], waitForLeaders: true });
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const count = 2_000;
    for (let from = 0; from < count; from += 100) {
      const messages = Array.from({ length: 100 }, (_, i) => ({ key: `k${(from + i) % 13}`, value: String(from + i) }));
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
    }
    await producer.disconnect();

    const seen = new Map<string, number[]>();
    const groupId = `group-${randomUUID()}`;
    const members = await Promise.all(
      [1, 2].map(async () => {
        const consumer = kafka.consumer({ groupId });
        await consumer.connect();
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatch: async (given) => {
            const { batch } = given;
            for (const { key, value } of batch.messages) {
              const values = seen.get(String(key)) ?? [];
              values.push(Number(value));
              seen.set(String(key), values);
            }
            const offset = String(BigInt(batch.lastOffset()) + 1n);
            await consumer.commitOffsets([{ topic, partition: batch.partition, offset }]);
            await given.heartbeat();
          },
        });
        return consumer;
      }),
    );
    const committed = async () => {
      const [of] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return of!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    };
    while ((await committed()) < count) await new Promise((resolve) => setTimeout(resolve, 100));

    const unique = new Set([...seen.values()].flat());
    expect(unique.size).toBe(count);
    for (const values of seen.values()) {
      const firsts = values.filter((value, i) => values.indexOf(value) === i);
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    }
    await Promise.all(members.map((member) => member.disconnect()));
    await admin.deleteGroups([groupId]);
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  });
});
