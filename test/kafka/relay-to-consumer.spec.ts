import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  KafkaConsumers,
  KafkaPublisher,
  LogConsumers,
  PostgresRelayJournal,
  deadLetterTopic,
  ensureTopics,
  eventTopics,
  fromRecord,
  kafkaClient,
  runRelay,
  type Consumption,
  type RelayState,
} from '#messaging';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { createMessagingDatabase, type MessagingDatabase } from '../../libs/messaging/test/messaging-database.js';
import { testBroker, type TestBroker } from './parts/broker.js';
import { countOf, effectsOf, recordIn } from './parts/effects.js';
import { startTestLog, type TestLog } from './parts/log.js';
import { until } from './parts/until.js';

const topic = 'handoff.conversation.v1';
let broker: TestBroker;
let database: MessagingDatabase;
let log: TestLog;
let kafka: Kafka;
const faults: string[] = [];
const onFault = (what: string, error: unknown) => faults.push(`${what}: ${String(error)}`);
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [broker, database, log] = await Promise.all([testBroker(), createMessagingDatabase(), startTestLog()]);
  kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  await ensureTopics(kafka, { partitions: 4, replication: 1 });
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await log.stop();
  await database.drop();
  await broker.stop();
});

function startRelay(onState?: (state: RelayState) => void) {
  const stopping = new AbortController();
  const publisher = new KafkaPublisher(kafka);
  const done = runRelay({
    store: log.sealed,
    publisher,
    journal: new PostgresRelayJournal(database.pool),
    signal: stopping.signal,
    onFault,
    ...(onState === undefined ? {} : { onState }),
  }).then(() => publisher.close());
  const stop = () => {
    stopping.abort();
    return done;
  };
  ends.push(stop);
  return stop;
}

function startConsumer(group: string, handler = recordIn(group)): Consumption {
  const publisher = new KafkaPublisher(kafka);
  const consumers = new KafkaConsumers({ kafka, publisher, pool: database.pool, store: log.sealed, onFault });
  const consumption = consumers.consume(group, [topic], handler);
  ends.push(() => consumption.stop().then(() => publisher.close()));
  return consumption;
}

async function everyEffect(group: string): Promise<void> {
  const total = countOf(log.appended);
  await until(`all ${total} effects of ${group}`, 60_000, async () => {
    return countOf(await effectsOf(database.pool, group)) >= total;
  });
  expect(await effectsOf(database.pool, group)).toEqual(log.appended);
}

describe('the log over Kafka', () => {
  let stopRelay: () => Promise<unknown>;
  let state: RelayState | undefined;

  it('has every effect once and in the order of its conversation', async () => {
    for (let i = 0; i < 300; i += 1) await log.say(i % 20);
    stopRelay = startRelay((now) => (state = now));
    startConsumer('first');
    for (let i = 0; i < 100; i += 1) await log.say(i % 20);
    await everyEffect('first');
    expect(state).toMatchObject({ leading: true, kafka: true, parkedStreams: 0 });
  });

  it('has the same effects straight from the log, without a broker', async () => {
    const consumers = new LogConsumers({ store: log.sealed, pool: database.pool, onFault });
    const consumption = consumers.consume('straight', [topic], recordIn('straight'));
    await everyEffect('straight');
    await consumption.stop();
  });

  it('carries personal fields sealed only', async () => {
    const all = await readAll(topic);
    expect(all.length).toBeGreaterThanOrEqual(400);
    for (const message of all) {
      expect(message.value!.toString()).not.toContain('secret');
      expect(message.value!.toString()).not.toContain('Lovelace');
      expect(fromRecord(topic, message).data['text']).toMatchObject({ sealed: '1', field: 'text' });
    }
  });

  it('lets one of two relays lead, and the other one go on when it is gone', async () => {
    const states: (RelayState | undefined)[] = [];
    startRelay((now) => (states[1] = now));
    await log.say(0);
    await everyEffect('first');
    expect(states[1]?.leading ?? false).toBe(false);
    await stopRelay();
    await until('the second relay leads', 10_000, () => states[1]?.leading === true);
    await log.say(1);
    await everyEffect('first');
  });

  it('has effects = unique events when a whole topic comes again, duplicated and shuffled', async () => {
    const history = await readAll(topic);
    const again = [...history, ...history].map((message) => ({ message, at: Math.random() }));
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({
      topic,
      acks: -1,
      messages: again
        .sort((a, b) => a.at - b.at)
        .map(({ message: { key, value, headers } }) => ({ key, value, ...(headers ? { headers } : {}) })),
    });
    await producer.disconnect();
    // A new group meets everything: once in order, and then twice more in none.
    startConsumer('second');
    await everyEffect('second');
    await log.say(2);
    await everyEffect('second');
    await everyEffect('first');
  });

  it('puts aside what cannot be read, and goes on', async () => {
    const producer = kafka.producer();
    await producer.connect();
    const marker = `not an event ${randomUUID()}`;
    await producer.send({ topic, messages: [{ key: 'x', value: marker }] });
    await producer.disconnect();
    await log.say(3);
    await everyEffect('first');
    await until('the dead letter', 20_000, async () => {
      const letters = await readAll(deadLetterTopic);
      return letters.some(({ value }) => value?.toString() === marker);
    });
  });

  it('reports that there was no fault on the way', () => {
    expect(faults).toEqual([]);
  });

  it('knows topics only that it was asked to make', async () => {
    const admin = kafka.admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(expect.arrayContaining([...eventTopics]));
    await admin.disconnect();
  });
});

/** Everything a topic holds now. */
async function readAll(name: string): Promise<KafkaMessage[]> {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(name);
  await admin.disconnect();
  const total = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const consumer = kafka.consumer({
    groupId: `reader-${randomUUID()}`,
    maxWaitTimeInMs: 200,
    retry: { retries: 20 },
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [name], fromBeginning: true });
  const found: KafkaMessage[] = [];
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ message }) => {
      found.push(message);
      return Promise.resolve();
    },
  });
  await until(`all ${total} messages of ${name}`, 30_000, () => found.length >= total);
  await consumer.disconnect();
  return found;
}
