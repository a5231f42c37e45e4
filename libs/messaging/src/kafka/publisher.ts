import { Partitioners, type Kafka, type Message, type Producer } from 'kafkajs';
import type { KafkaRecord } from '../published/cloud-event.js';
import { answered } from './kafka-client.js';

export interface OutgoingMessage extends KafkaRecord {
  readonly topic: string;
}

/** Takes messages for good. */
export interface Publisher {
  /** Resolves when every in-sync replica has all of them, in this order per key. After a failure some may be there, in order. */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** One request stays below a broker's default limit for a batch (`message.max.bytes`, 1 MiB), whichever partitions it goes to. */
const maxRequestBytes = 900 * 1024;
const sendLimitMs = 20_000;

/**
 * Publishes to Kafka: acks from all, one request after the other, idempotent within a connection. After a failure the producer is thrown
 * away, since a kafkajs producer may never recover; the next call makes a new one.
 */
export class KafkaPublisher implements Publisher {
  private producer: Promise<Producer> | undefined;

  constructor(private readonly kafka: Kafka) {}

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    this.producer ??= this.connect();
    try {
      const producer = await this.producer;
      for (const request of requests(messages)) {
        const sending = producer.sendBatch({ acks: -1, timeout: 10_000, topicMessages: byTopic(request) });
        await answered('publishing to Kafka', sendLimitMs, sending);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const producer = this.producer;
    this.producer = undefined;
    // A producer that never connected has nothing to close; one that does not answer is left behind.
    await producer
      ?.then((connected) => answered('closing the producer', 5_000, connected.disconnect()))
      .catch(() => undefined);
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await answered('connecting to Kafka', sendLimitMs, producer.connect());
    return producer;
  }
}

function* requests(messages: readonly OutgoingMessage[]): Generator<readonly OutgoingMessage[]> {
  let request: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (request.length > 0 && bytes + size > maxRequestBytes) {
      yield request;
      request = [];
      bytes = 0;
    }
    request.push(message);
    bytes += size;
  }
  if (request.length > 0) yield request;
}

function sizeOf({ key, value, headers }: OutgoingMessage): number {
  let size = 32 + Buffer.byteLength(key) + Buffer.byteLength(value);
  for (const [name, text] of Object.entries(headers)) size += 4 + name.length + Buffer.byteLength(text);
  return size;
}

function byTopic(messages: readonly OutgoingMessage[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, key, value, headers } of messages) {
    const list = topics.get(topic) ?? [];
    list.push({ key, value, headers: { ...headers } });
    topics.set(topic, list);
  }
  return [...topics].map(([topic, list]) => ({ topic, messages: list }));
}
