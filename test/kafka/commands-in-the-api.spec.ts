import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { commandResultTopic, commandTopic, kafkaClient } from '#messaging';
import { KafkaCommands } from '../../apps/api/src/kafka/kafka-commands.js';
import { clientOf } from '../../apps/api/test/client.js';
import { startApi, type RunningApi } from '../../apps/api/test/running-api.js';
import { ownBroker } from './parts/broker.js';
import { until } from './parts/until.js';

let broker: Awaited<ReturnType<typeof ownBroker>>;
let node: EventStoreNode;
let api: RunningApi;
let commands: KafkaCommands;
const lines: string[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  [broker, node] = await Promise.all([
    ownBroker(),
    startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined }),
  ]);
  await broker.kill();
  api = await startApi(node.connectionString);
  commands = new KafkaCommands(api.app, {
    kafka: { brokers: broker.brokers },
    topics: { partitions: 2, replication: 1 },
    maxBytes: 64 * 1024,
    log: (line) => lines.push(line),
    warn: (line) => warnings.push(line),
  });
  commands.start();
});
afterAll(async () => {
  await commands.stop();
  await api.stop();
  await node.stop();
  await broker.stop();
});

describe('an API whose broker is away when it starts', () => {
  it('says so, serves HTTP meanwhile, and takes commands from Kafka once the broker is there', async () => {
    await until('it has said so', 30_000, () => warnings.some((line) => line.startsWith('Kafka: ')));
    const client = await clientOf(api);
    expect(await client.get('nobody', '/health/ready')).toMatchObject({ status: 200 });
    const { body: asked } = await client.write('I need my lawyer', 'customer-1');
    expect(asked.state).toBe('waiting');

    await broker.restart();
    await until('it takes commands', 90_000, () => lines.length > 0);
    const claim = message('Members_claim', asked.conversationId, client.tokens.get('ada')!);
    const late = message('Members_claim', asked.conversationId, client.tokens.get('ben')!);
    const results = await sendAndHear([claim, late]);
    expect(results.get(claim.ce_correlationid)).toMatchObject({ status: 'accepted' });
    expect(results.get(late.ce_correlationid)).toMatchObject({ status: 'refused', code: 'already_claimed' });
  });
});

function message(type: string, subject: string, token: string) {
  return {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_source: '/tests',
    ce_type: type,
    ce_subject: subject,
    ce_correlationid: randomUUID(),
    authorization: `Bearer ${token}`,
  };
}

/** Sends commands with one key, in order, and gives their results by correlation id. */
async function sendAndHear(commands: readonly ReturnType<typeof message>[]): Promise<Map<string, unknown>> {
  const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  const results = new Map<string, unknown>();
  const reader = kafka.consumer({ groupId: `results-${randomUUID()}`, maxWaitTimeInMs: 200, retry: { retries: 20 } });
  await reader.connect();
  await reader.subscribe({ topics: [commandResultTopic], fromBeginning: true });
  await reader.run({
    eachMessage: ({ message: { headers, value } }) => {
      results.set(String(headers?.['ce_correlationid']), JSON.parse(String(value)));
      return Promise.resolve();
    },
  });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: commandTopic,
    messages: commands.map((headers) => ({ key: commands[0]!.ce_subject, headers, value: '{}' })),
  });
  await until('every command has its result', 60_000, () => results.size >= commands.length);
  await Promise.all([reader.disconnect(), producer.disconnect()]);
  return results;
}
