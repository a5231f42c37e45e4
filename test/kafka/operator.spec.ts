import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { kafkaClient, LogConsumers, type Consumption } from '#messaging';
import { migrate } from '#read-models';
import { Pool } from 'pg';
import { handoffctl } from '../../tools/handoffctl/program.js';
import { outcomeOf } from '../../tools/handoffctl/failure.js';
import { makeTestRoles } from '../parts/database-roles.js';
import { createTestDatabase } from '../parts/postgres.js';
import { testBroker, type TestBroker } from './parts/broker.js';
import { startTestLog, type TestLog } from './parts/log.js';
import { until } from './parts/until.js';

let broker: TestBroker;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let log: TestLog;
let pool: Pool;
const environment = process.env;
const lines: string[] = [];

beforeAll(async () => {
  [broker, database, log] = await Promise.all([testBroker(), createTestDatabase(), startTestLog()]);
  await migrate(database.url);
  const { handoff_projector: databaseUrl } = await makeTestRoles(database.url);
  pool = new Pool({ connectionString: databaseUrl, max: 4 }).on('error', () => undefined);
  process.env = {
    ...environment,
    HANDOFF_MODE: 'production',
    HANDOFF_EVENT_STORE_URL: log.connectionString,
    HANDOFF_DATABASE_PROJECTOR_URL: databaseUrl,
    HANDOFF_KAFKA_BROKERS: broker.brokers.join(','),
    HANDOFF_KAFKA_PARTITIONS: '2',
    HANDOFF_KAFKA_REPLICATION: '1',
  };
});
afterAll(async () => {
  process.env = environment;
  await pool.end();
  await log.stop();
  await database.drop();
  await broker.stop();
});

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What the command says, its last line being what went wrong where something did. */
async function run(...args: string[]): Promise<readonly string[]> {
  lines.length = 0;
  try {
    await handoffctl().parseAsync(args, { from: 'user' });
  } catch (error) {
    lines.push(outcomeOf(error).sentence ?? String(error));
  }
  return [...lines];
}

describe('an operator with Kafka', () => {
  it('publishes history again: all of it, a part of it, one conversation', async () => {
    for (let i = 0; i < 60; i += 1) await log.say(i % 3);
    const whole = `history-${randomUUID()}`;
    expect(await run('replay', '--topic', whole)).toEqual([`60 events published to ${whole}.`]);
    const messages = await allOf(whole, 60);
    expect(messages.map(({ id }) => id).sort()).toEqual([...log.appended.values()].flat().sort());
    expect(messages.every(({ replay }) => replay === 'true')).toBe(true);
    expect(messages.map(({ text }) => text).join()).not.toContain('secret');

    const positions = messages.map(({ position }) => BigInt(position)).sort((a, b) => (a < b ? -1 : 1));
    const part = `part-${randomUUID()}`;
    const [from, to] = [String(positions[9]), String(positions[19])];
    expect(await run('replay', '--topic', part, '--from', from, '--to', to)).toEqual([
      `10 events published to ${part}.`,
    ]);
    const one = `one-${randomUUID()}`;
    const [stream] = log.appended.keys();
    const id = stream!.slice('conversation-'.length);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    expect(await run('replay', '--topic', one, '--conversation', id, '--from', since)).toEqual([
      `20 events published to ${one}.`,
    ]);
    const none = `none-${randomUUID()}`;
    expect(await run('replay', '--topic', none, '--to', since)).toEqual([`0 events published to ${none}.`]);
  });

  it('hears in one sentence what cannot be published again', async () => {
    const sentence = async (...args: string[]) => (await run('replay', ...args)).join('\n');
    expect(await sentence('--topic', 'handoff.commands.v1')).toMatch(
      /^History cannot be published to handoff\.commands/,
    );
    expect(await sentence('--topic', 'two words')).toMatch(/^--topic takes the name of a topic/);
    expect(await sentence('--topic', 't', '--from', 'yesterday')).toMatch(/^--from takes a position, or a time/);
    expect(await sentence('--topic', 't', '--from', '9', '--to', '8')).toMatch(/^--to is before --from/);
    expect(await sentence('--topic', 't', '--conversation', '7')).toMatch(/^--conversation takes the id/);
    process.env['HANDOFF_KAFKA_BROKERS'] = '127.0.0.1:9';
    expect(await sentence('--topic', 't')).toMatch(/^Kafka does not answer \(.*\)\.$/);
    process.env['HANDOFF_KAFKA_BROKERS'] = broker.brokers.join(',');
  });

  it('sees which events a group could not deal with, and has them tried again', async () => {
    const group = `group-${randomUUID()}`;
    expect(await run('dead-letters', 'list', group)).toEqual(['There are no dead letters.']);
    expect(await run('dead-letters', 'retry', group)).toEqual([
      `${group} has no dead letters that can be tried again.`,
    ]);
    let broken = true;
    let seen = 0;
    const consumers = new LogConsumers({ store: log.sealed, pool, onFault: () => undefined });
    const consumption: Consumption = consumers.consume(group, ['handoff.conversation.v1'], ({ stream }) => {
      if (broken && stream === [...log.appended.keys()][0]) return Promise.reject(new Error('not today'));
      seen += 1;
      return Promise.resolve();
    });
    try {
      const listed = () => run('dead-letters', 'list', group);
      await until('the letter is there', 90_000, async () => (await listed())[0]?.includes(group) === true);
      const [line] = await listed();
      expect(line).toContain(`${[...log.appended.keys()][0]}  since MemberReplied at revision 0`);
      expect(line).not.toContain('not today');
      const [json] = await run('dead-letters', 'list', group, '--json');
      const { id } = JSON.parse(json!) as { id: string };
      expect(await run('dead-letters', 'retry', group, 'x')).toEqual([
        '"x" is not the id of a dead letter: "dead-letters list" shows them.',
      ]);
      broken = false;
      expect(await run('dead-letters', 'retry', group, id)).toEqual([
        `${group} tries again 1 letter within seconds of running; "list" shows what is left.`,
      ]);
      await until('every event took effect', 60_000, () => seen === 60);
      await until('the letter is gone', 30_000, async () => (await listed())[0] === 'There are no dead letters.');
    } finally {
      await consumption.stop();
    }
  });
});

interface Found {
  readonly id: string;
  readonly position: string;
  readonly replay: string;
  readonly text: string;
}

async function allOf(topic: string, count: number): Promise<Found[]> {
  const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'test' });
  const reader = kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 200, retry: { retries: 20 } });
  const found: Found[] = [];
  await reader.connect();
  await reader.subscribe({ topics: [topic], fromBeginning: true });
  await reader.run({
    eachMessage: ({ message: { headers, value } }) => {
      const header = (name: string) => String(headers?.[name]);
      found.push({
        id: header('ce_id'),
        position: header('position'),
        replay: header('replay'),
        text: String(value),
      });
      return Promise.resolve();
    },
  });
  await until(`${count} messages of ${topic}`, 60_000, () => found.length >= count);
  await reader.disconnect();
  return found;
}
