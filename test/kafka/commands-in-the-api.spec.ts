import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { makeApiKey } from '#access';
import { commandResultTopic, commandTopic, kafkaClient } from '#messaging';
import { KafkaCommands } from '../../apps/api/src/kafka/kafka-commands.js';
import { clientOf } from '../../apps/api/test/client.js';
import { startApi, type RunningApi } from '../../apps/api/test/running-api.js';
import { ownBroker } from './parts/broker.js';
import { until } from './parts/until.js';

let broker: Awaited<ReturnType<typeof ownBroker>>;
let api: RunningApi;
let commands: KafkaCommands;
const lines: string[] = [];
const warnings: string[] = [];

beforeAll(async () => {
  broker = await ownBroker();
  await broker.kill();
  api = await startApi();
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

describe('a command over Kafka', () => {
  it('is let in as over HTTP: by API keys too, for one workspace only, and each refusal says no more than HTTP would', async () => {
    const client = await clientOf(api);
    const { conversationId } = (await client.write('Hello', 'customer-2')).body;
    const issue = async (name: string) =>
      (await client.post('olga', '/v1/workspace/api-keys', { name, kind: 'integration' })).body;
    const [good, gone] = [await issue('good'), await issue('gone')];
    await client.delete('olga', `/v1/workspace/api-keys/${gone.keyId}`);
    const stranger = { workspaceId: randomUUID(), kind: 'member', id: 'stranger', role: 'owner' } as const;
    const ask = (token: string, type = 'HandoffsAndEnds_requestHandoff') => message(type, conversationId, token);
    const cases = [
      [ask(gone.key!), { status: 'refused', code: 'invalid_token' }],
      [ask(makeApiKey(api.workspaceId, good.keyId).text), { status: 'refused', code: 'invalid_token' }],
      [ask(good.key!, 'Members_claim'), { status: 'refused', code: 'role_not_allowed' }],
      [ask(await api.tokenOf(stranger), 'Members_claim'), { status: 'refused', kind: 'not_found' }],
      [ask(good.key!), { status: 'accepted' }],
    ] as const;
    const results = await sendAndHear(cases.map(([command]) => command));
    for (const [{ ce_correlationid }, expected] of cases) expect(results.get(ce_correlationid)).toMatchObject(expected);
    const [revoked, wrong] = cases.map(([{ ce_correlationid }]) => results.get(ce_correlationid));
    expect(revoked).toEqual(wrong);
    await until('the audit log tells of both keys', 30_000, async () => {
      const { items } = (await client.get('paul', '/v1/audit-log?type=AccessRefused')).body;
      const reasons = items.map(({ details }) => details['reason']);
      return ['key_revoked', 'wrong_key', 'role_not_allowed'].every((reason) => reasons.includes(reason));
    });
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
