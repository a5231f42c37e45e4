import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKafka } from '../../../tools/kafka/start-kafka.js';

/** A broker for the tests of one file. */
export interface TestBroker {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}

/** The broker named by KAFKA_BROKERS, else a fresh one; its folder goes with it unless HANDOFF_TEST_KEEP is set. */
export async function testBroker(): Promise<TestBroker> {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { brokers: given.split(','), stop: () => Promise.resolve() };
  return ownBroker();
}

/** A broker that the test may stop, kill and start again on the same port and data. */
export async function ownBroker(): Promise<TestBroker & { kill(): Promise<void>; restart(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'handoff-test-kafka-'));
  let kafka = await startKafka({ dataDir });
  const port = Number(kafka.brokers[0]!.split(':')[1]);
  return {
    brokers: kafka.brokers,
    kill: () => kafka.kill(),
    restart: async () => {
      kafka = await startKafka({ dataDir, port });
    },
    stop: async () => {
      await kafka.stop();
      if (!process.env.HANDOFF_TEST_KEEP) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
