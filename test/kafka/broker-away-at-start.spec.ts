import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveHealth } from '#edge';
import { Relay } from '../../apps/relay/src/relay.js';
import { createMessagingDatabase, type MessagingDatabase } from '../../libs/messaging/test/messaging-database.js';
import { ownBroker } from './parts/broker.js';
import { startTestLog, type TestLog } from './parts/log.js';
import { until } from './parts/until.js';

let broker: Awaited<ReturnType<typeof ownBroker>>;
let database: MessagingDatabase;
let log: TestLog;

beforeAll(async () => {
  [broker, database, log] = await Promise.all([ownBroker(), createMessagingDatabase(), startTestLog()]);
  await broker.kill();
});
afterAll(async () => {
  await log.stop();
  await database.drop();
  await broker.stop();
});

describe('a relay whose broker is away when it starts', () => {
  it('says so, stays alive, and is ready and publishing once the broker is there', async () => {
    const warnings: string[] = [];
    const relay = new Relay({
      store: log.sealed,
      pool: database.pool,
      kafka: { brokers: broker.brokers },
      topics: { partitions: 2, replication: 1 },
      log: () => undefined,
      warn: (line) => warnings.push(line),
    });
    relay.start();
    const health = await serveHealth(relay, '127.0.0.1', 0);
    const { port } = health.address() as { port: number };
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, text: await answer.text() };
    };
    await until('it has said so', 20_000, () => warnings.some((line) => line.startsWith('Kafka: ')));
    expect(await ask('/health/ready')).toMatchObject({
      status: 503,
      text: expect.stringContaining('Kafka') as unknown,
    });
    expect(await ask('/health/live')).toMatchObject({ status: 200 });
    await log.say(0);
    await broker.restart();
    await until('it is ready', 30_000, async () => (await ask('/health/ready')).status === 200);
    await until('it has published', 30_000, () => relay.state?.kafka === true);
    expect((await ask('/metrics')).text).toContain('handoff_relay_leading 1');
    health.close();
    await relay.stop();
  });
});
