import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { ensureTopics, kafkaClient } from '#messaging';
import { createMessagingDatabase, type MessagingDatabase } from '../../libs/messaging/test/messaging-database.js';
import { testBroker, type TestBroker } from './parts/broker.js';
import { countOf, effectsOf } from './parts/effects.js';
import { startTestLog, type TestLog } from './parts/log.js';
import { until } from './parts/until.js';
import { consumerPoints, relayPoints, type KillPoint, type WorkerOptions } from './parts/worker.js';

const group = 'survivor';
let broker: TestBroker;
let database: MessagingDatabase;
let log: TestLog;
const running = new Map<WorkerOptions['role'], ChildProcess>();

beforeAll(async () => {
  [broker, database, log] = await Promise.all([testBroker(), createMessagingDatabase(), startTestLog()]);
  await ensureTopics(kafkaClient({ brokers: broker.brokers, clientId: 'test' }), { partitions: 4, replication: 1 });
});
afterAll(async () => {
  for (const child of running.values()) child.kill('SIGKILL');
  await log.stop();
  await database.drop();
  await broker.stop();
});

/** Plain Node runs the built worker: `npm run test:kafka` builds first. */
function start(role: WorkerOptions['role'], dieAt?: KillPoint, passage?: number): Promise<string | null> {
  const options: WorkerOptions = {
    role,
    brokers: broker.brokers,
    log: log.connectionString,
    database: database.url,
    group,
    ...(dieAt === undefined ? {} : { dieAt }),
    ...(passage === undefined ? {} : { passage }),
  };
  const worker = path.resolve('dist/test/kafka/parts/worker.js');
  const child = spawn(process.execPath, [worker, JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.set(role, child);
  return new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
}

async function write(events: number): Promise<void> {
  for (let i = 0; i < events; i += 1) await log.say(i % 7);
}

async function everyEffectOnce(): Promise<void> {
  const total = countOf(log.appended);
  await until(`all ${total} effects`, 90_000, async () => countOf(await effectsOf(database.pool, group)) >= total);
  expect(await effectsOf(database.pool, group)).toEqual(log.appended);
}

describe('a process killed at a named point', () => {
  it.each(relayPoints)('relay, %s: every effect once and in order', async (point) => {
    if (!running.has('consumer')) void start('consumer');
    await write(60);
    expect(await start('relay', point, 2)).toBe('SIGKILL');
    void start('relay');
    await everyEffectOnce();
    running.get('relay')!.kill('SIGKILL');
  });

  it.each(consumerPoints)('consumer, %s: every effect once and in order', async (point) => {
    running.get('consumer')!.kill('SIGKILL');
    void start('relay');
    await write(60);
    expect(await start('consumer', point, 3)).toBe('SIGKILL');
    void start('consumer');
    await everyEffectOnce();
    running.get('relay')!.kill('SIGKILL');
  });
});
