import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import {
  KafkaConsumers,
  KafkaPublisher,
  PostgresRelayJournal,
  ensureTopics,
  kafkaClient,
  runRelay,
  type Consumption,
  type RelayState,
} from '#messaging';
import { createMessagingDatabase, type MessagingDatabase } from '../../libs/messaging/test/messaging-database.js';
import { ownBroker } from './parts/broker.js';
import { countOf, effectsOf, recordIn } from './parts/effects.js';
import { startTestLog, type TestLog } from './parts/log.js';
import { until } from './parts/until.js';

/** How long the broker is away; the full measure is 60. */
const outageSeconds = Number(process.env.HANDOFF_TEST_OUTAGE_SECONDS ?? 8);

let broker: Awaited<ReturnType<typeof ownBroker>>;
let database: MessagingDatabase;
let log: TestLog;
const stopping = new AbortController();
let relay: Promise<void>;
let consumption: Consumption;
let state: RelayState | undefined;

beforeAll(async () => {
  [broker, database, log] = await Promise.all([ownBroker(), createMessagingDatabase(), startTestLog()]);
  const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  await ensureTopics(kafka, { partitions: 4, replication: 1 });
  const publisher = new KafkaPublisher(kafka);
  relay = runRelay({
    store: log.sealed,
    publisher,
    journal: new PostgresRelayJournal(database.pool),
    signal: stopping.signal,
    onState: (now) => (state = now),
  });
  consumption = new KafkaConsumers({ kafka, publisher, pool: database.pool, store: log.sealed }).consume(
    'group',
    ['handoff.conversation.v1'],
    recordIn('group'),
  );
});
afterAll(async () => {
  stopping.abort();
  await Promise.all([relay, consumption.stop()]);
  await log.stop();
  await database.drop();
  await broker.stop();
});

describe('a broker killed under load', () => {
  it('stops no append, is seen, and every event takes effect once and in order when it is back', async () => {
    const load = new AbortController();
    let failed = 0;
    const loading = (async () => {
      for (let i = 0; !load.signal.aborted; i += 1) {
        await log.say(i % 25).catch(() => (failed += 1));
        await pause(5);
      }
    })();
    await until('the first effects', 30_000, async () => countOf(await effectsOf(database.pool, 'group')) > 50);
    await broker.kill();
    await until('the relay sees that Kafka is gone', 20_000, () => state?.kafka === false);
    await pause(outageSeconds * 1_000);
    const behind = countOf(log.appended);
    await broker.restart();
    await pause(2_000);
    load.abort();
    await loading;
    const total = countOf(log.appended);
    expect(total).toBeGreaterThan(behind);
    await until(`all ${total} effects`, 90_000, async () => {
      return countOf(await effectsOf(database.pool, 'group')) >= total;
    });
    expect(await effectsOf(database.pool, 'group')).toEqual(log.appended);
    expect(failed).toBe(0);
    await until('the state is good again', 10_000, () => state?.kafka === true && state.secondsBehind === 0);
    expect(consumption.state().running).toBe(true);
  });
});
