import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Kafka } from 'kafkajs';
import { ensureTopics, kafkaClient } from '#messaging';
import { migrate } from '#read-models';
import { startKafka } from '../../../tools/kafka/start-kafka.js';
import type { WorkerOptions } from '../../kafka/parts/worker.js';
import { startNode } from '../eventstore/node-process.js';
import { scratchPostgres } from '../eventstore/scratch-postgres.js';

/** A log, a broker and a database, each in a process of its own, as they are in production. */
export interface Scene {
  /** Connection string of the log. */
  readonly log: string;
  readonly kafka: Kafka;
  /** Starts a relay in a process of its own. */
  startRelay(): { stop(): Promise<void> };
  end(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-relay-'));
  const [postgres, broker] = await Promise.all([scratchPostgres(), startKafka({ dataDir: folder })]);
  const [logDatabase, database] = [await postgres.database('log'), await postgres.database('views')];
  await migrate(database);
  const node = await startNode(logDatabase);
  const kafka = kafkaClient({ brokers: broker.brokers, clientId: 'bench' });
  await ensureTopics(kafka, { partitions: 12, replication: 1 });
  const log = node.address;
  return {
    log,
    kafka,
    startRelay: () => {
      const options: WorkerOptions = {
        role: 'relay',
        brokers: broker.brokers,
        log,
        database,
        group: '',
        maxBatch: 500,
      };
      const worker = path.resolve(import.meta.dirname, '../../kafka/parts/worker.js');
      const child = spawn(process.execPath, [worker, JSON.stringify(options)], { stdio: 'inherit' });
      const exit = once(child, 'exit');
      return {
        stop: async () => {
          child.kill();
          await exit;
        },
      };
    },
    end: async () => {
      await node.stop();
      await Promise.all([postgres.stop(), broker.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
