import { describe, expect, it } from '@jest/globals';
import { kafkaClient } from './kafka-client.js';
import { sparingly, topicsThere } from './topics-there.js';

describe('trouble that goes on', () => {
  it('is told once a minute, and another one at once', () => {
    let at = 1_000_000;
    const lines: string[] = [];
    const tell = sparingly(
      (line) => lines.push(line),
      () => at,
    );
    for (let i = 0; i < 3; i++) tell('Kafka', new Error('away'));
    tell('Kafka', 'refused');
    at += 60_000;
    tell('Kafka', 'refused');
    expect(lines).toEqual(['Kafka: away', 'Kafka: refused', 'Kafka: refused']);
  });
});

describe('topics of a broker that is away', () => {
  it('are waited for until one is asked to stop', async () => {
    const stopping = new AbortController();
    const kafka = kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'test' });
    const told: string[] = [];
    const onFault = (what: string) => {
      told.push(what);
      if (told.length === 2) stopping.abort();
    };
    const topics = { partitions: 1, replication: 1 };
    expect(await topicsThere(kafka, topics, { signal: stopping.signal, onFault })).toBe(false);
    expect(told).toEqual(['Kafka', 'Kafka']);
  });
});
