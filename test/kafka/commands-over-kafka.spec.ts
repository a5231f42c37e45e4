import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type { Principal } from '#access';
import {
  HttpCommandDispatcher,
  KafkaPublisher,
  asyncApiDocument,
  commandResultTopic,
  commandTopic,
  ensureTopics,
  httpCommands,
  kafkaClient,
  serveCommands,
  type HttpCommand,
  type OpenApiLike,
} from '#messaging';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { testBroker, type TestBroker } from './parts/broker.js';
import { until } from './parts/until.js';

interface Result {
  readonly type: string;
  readonly correlationId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const maxBytes = 64 * 1024;
let application: StoryApplication;
let broker: TestBroker;
let kafka: Kafka;
let commands: readonly HttpCommand[];
const results: Result[] = [];
const stopping = new AbortController();
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [application, broker] = await Promise.all([startStoryApplication(), testBroker()]);
  kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  await ensureTopics(kafka, { partitions: 4, replication: 1 });
  commands = httpCommands((await (await fetch(`${application.url}/openapi.json`)).json()) as OpenApiLike);
  const publisher = new KafkaPublisher(kafka);
  const serving = serveCommands({
    kafka,
    publisher,
    signal: stopping.signal,
    maxBytes,
    now: () => new Date(),
    verifyToken: (token) => application.identityOf(token),
    dispatcher: new HttpCommandDispatcher(commands, async ({ method, path, headers, body }) => {
      const answer = await fetch(application.url + path, { method, headers, body });
      return { status: answer.status, body: await answer.json() };
    }),
  });
  ends.push(() => serving.then(() => publisher.close()));
  // A fresh broker makes its internal topics first, for as long as it takes.
  const reader = kafka.consumer({
    groupId: `results-${randomUUID()}`,
    maxWaitTimeInMs: 200,
    retry: { retries: 20 },
  });
  await reader.connect();
  await reader.subscribe({ topics: [commandResultTopic], fromBeginning: true });
  await reader.run({
    eachMessage: ({ message: { headers, value } }) => {
      const correlationId = String(headers?.['ce_correlationid']);
      const body = JSON.parse(String(value)) as Result['body'];
      results.push({ type: String(headers?.['ce_type']), correlationId, body });
      return Promise.resolve();
    },
  });
  ends.push(() => reader.disconnect());
});
afterAll(async () => {
  stopping.abort();
  for (const end of ends) await end();
  await application.stop();
  await broker.stop();
});

/** Sends messages as they are and gives the results that come for them, by correlation id. */
async function send(messages: readonly { readonly headers: Record<string, string>; readonly value: string }[]) {
  const producer = kafka.producer();
  await producer.connect();
  const key = randomUUID();
  await producer.send({ topic: commandTopic, messages: messages.map((message) => ({ key, ...message })) });
  await producer.disconnect();
  const ids = messages.map(({ headers }) => headers['ce_correlationid']!);
  const mine = () => results.filter(({ correlationId }) => ids.includes(correlationId));
  await until(`${messages.length} results`, 60_000, () => mine().length >= messages.length);
  return mine();
}

function message(
  type: string,
  subject: string,
  token: string,
  change: Record<string, string> = {},
  body: unknown = {},
) {
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_source: '/tests',
    ce_type: type,
    ce_subject: subject,
    ce_correlationid: randomUUID(),
    authorization: `Bearer ${token}`,
    ...change,
  };
  return { headers, value: typeof body === 'string' ? body : JSON.stringify(body) };
}

const tokenOf = (shop: StoryWorkspace, life = 600, principal: Partial<Principal> = {}) =>
  application.tokenFor(
    { workspaceId: shop.id, kind: 'member', id: shop.members.ada, role: 'operator', ...principal },
    life,
  );

describe('commands over Kafka', () => {
  it('do what they do over HTTP, in the order of their key, each with a result under its correlation id', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body: asked } = await shop.write('I want a human', 'kafka-1');
    const token = await tokenOf(shop);
    const claim = message('Members_claim', asked.conversationId, token);
    const reply = message('Members_reply', asked.conversationId, token, {}, { text: 'Good morning' });
    const answers = await send([claim, reply, claim]);
    expect(answers.map(({ type }) => type)).toEqual(['CommandAccepted', 'CommandAccepted', 'CommandAccepted']);
    expect(answers[0]!.correlationId).toBe(claim.headers.ce_correlationid);
    expect(answers[0]!.body).toMatchObject({ receipt: { stream: `conversation-${asked.conversationId}` } });
    const types = (await shop.events(asked.conversationId)).map(({ type }) => type);
    expect(types.filter((type) => type === 'Claimed' || type === 'MemberReplied')).toEqual([
      'Claimed',
      'MemberReplied',
    ]);
  });

  it('are refused with a code, and leave nothing in the log', async () => {
    const shop = await StoryWorkspace.open(application);
    const other = await StoryWorkspace.open(application);
    const { body: asked } = await shop.write('I want a human', 'kafka-2');
    const id = asked.conversationId;
    const token = await tokenOf(shop);
    const [head, payload] = token.split('.') as [string, string];
    const cases: readonly (readonly [string, ReturnType<typeof message>])[] = [
      ['invalid_token', message('Members_claim', id, `${head}.${payload}.AAAA`)],
      ['invalid_token', message('Members_claim', id, await tokenOf(shop, -10))],
      ['conversation_not_found', message('Members_claim', id, await tokenOf(other, 600, { id: other.members.ada }))],
      [
        'role_not_allowed',
        message('Members_claim', id, await tokenOf(shop, 600, { id: shop.members.paul, role: 'auditor' })),
      ],
      ['malformed', message('Members_claim', id, token, {}, 'not JSON')],
      ['malformed', message('Members_claim', id, token, { ce_id: 'not a UUID' })],
      ['too_large', message('Members_reply', id, token, {}, { text: 'x'.repeat(maxBytes) })],
      ['unknown_command', message('Members_dance', id, token)],
      ['invalid_body', message('Members_reply', id, token, {}, { text: 42 })],
    ];
    const before = (await shop.events(id)).length;
    const answers = await send(cases.map(([, one]) => one));
    for (const [code, { headers }] of cases) {
      const answer = answers.find(({ correlationId }) => correlationId === headers.ce_correlationid);
      expect(answer).toMatchObject({ type: 'CommandRefused', body: { status: 'refused', code } });
    }
    expect(await shop.events(id)).toHaveLength(before);
  });

  it('are in the AsyncAPI document, with the schemas of HTTP', () => {
    const document = asyncApiDocument({
      version: '0.1.0',
      commands: Object.fromEntries(commands.map(({ name, body }) => [name, body])),
    }) as { components: { schemas: Record<string, unknown> } };
    expect(commands.length).toBeGreaterThan(20);
    expect(document.components.schemas).toHaveProperty(['Members_claim.command']);
    expect(JSON.stringify(document.components.schemas['Members_reply.command'])).toContain('text');
  });
});
