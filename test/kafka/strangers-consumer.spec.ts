import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { EventStoreDB } from '#event-store';
import {
  KafkaPublisher,
  KeepSealed,
  PostgresRelayJournal,
  asyncApiDocument,
  ensureTopics,
  kafkaClient,
  runRelay,
} from '#messaging';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { testBroker, type TestBroker } from './parts/broker.js';
import { StrangersQueue, type Document } from './parts/stranger.js';
import { until } from './parts/until.js';

let application: StoryApplication;
let broker: TestBroker;
let store: EventStoreDB;
let pool: Pool;
let relay: Promise<void>;
const stopping = new AbortController();

beforeAll(async () => {
  [application, broker] = await Promise.all([startStoryApplication(), testBroker()]);
  const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  await ensureTopics(kafka, { partitions: 4, replication: 1 });
  store = new EventStoreDB({ connectionString: application.eventStoreUrl, sealer: new KeepSealed() });
  pool = new Pool({ connectionString: application.databaseUrl, max: 2 }).on('error', () => undefined);
  const publisher = new KafkaPublisher(kafka);
  const journal = new PostgresRelayJournal(pool);
  relay = runRelay({ store, publisher, journal, signal: stopping.signal }).then(() => publisher.close());
});
afterAll(async () => {
  stopping.abort();
  await relay;
  await store.close();
  await pool.end();
  await application.stop();
  await broker.stop();
});

/** A day at the desk: everything that brings a conversation into the queue, out of it, and back. */
async function workAtTheDesk(shop: StoryWorkspace): Promise<void> {
  await shop.set('teams/billing', { name: 'Billing', memberIds: [shop.members.ben] });
  for (let i = 0; i < 24; i += 1) {
    const asked = await shop.write('I want a human', `customer-${i}`);
    const id = asked.body.conversationId;
    const todo = [
      [],
      ['claim'],
      ['claim', 'release'],
      ['claim', 'transfer'],
      ['claim', 'close'],
      ['return-to-ai'],
      ['claim', 'release', 'claim', 'transfer'],
      ['assign'],
    ][i % 8]!;
    const bodies: Readonly<Record<string, object>> = {
      transfer: { teamId: 'billing', reasonCode: 'complex' },
      assign: { to: shop.members.ben },
      'return-to-ai': { agentId: shop.agents['front'], warningOverridden: true },
    };
    for (const what of todo) await shop.act('ada', id, what, bodies[what]);
  }
  const question = await shop.write('Is it ready?', 'late');
  const { epoch } = await shop.turn('front', question);
  await shop.acted('front', question.body.conversationId, 'handoff-requests', { epoch, reasonCode: 'urgent' });
}

describe('a stranger’s consumer, written from the AsyncAPI document alone', () => {
  it('reads history and has the queue as the product shows it, and goes on to have it', async () => {
    const shop = await StoryWorkspace.open(application);
    await workAtTheDesk(shop);
    const document = JSON.parse(JSON.stringify(asyncApiDocument({ version: '0.1.0' }))) as Document;
    const stranger = new StrangersQueue(document, broker.brokers, shop.id, `stranger-${randomUUID()}`);
    await stranger.start();
    try {
      await sameQueue(shop, stranger);
      const { body: asked } = await shop.write('Can I speak to somebody?', 'after all');
      await sameQueue(shop, stranger);
      await shop.acted('ada', asked.conversationId, 'claim');
      await sameQueue(shop, stranger);
      expect(stranger.misfits).toEqual([]);
    } finally {
      await stranger.stop();
    }
  });
});

async function sameQueue(shop: StoryWorkspace, stranger: StrangersQueue): Promise<void> {
  const { body } = await shop.seeNow('olga', '/v1/queue?limit=200');
  const shown = body.items.map((item) => [item['conversationId'], item['teamId']]);
  expect(shown.length).toBeGreaterThan(8);
  const theirs = () => stranger.list().map(({ conversationId, teamId }) => [conversationId, teamId]);
  // Partitions are read each at its own pace: that one of them is at its end says nothing of the others.
  await until('the stranger has the queue that is shown', 60_000, () => isDeepStrictEqual(theirs(), shown));
}
