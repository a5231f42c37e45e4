import { EventStoreDB } from '#event-store';
import {
  KafkaConsumers,
  KafkaPublisher,
  KeepSealed,
  PostgresRelayJournal,
  kafkaClient,
  runRelay,
  type Publisher,
  type RelayJournal,
} from '#messaging';
import { Pool } from 'pg';
import { recordIn } from './effects.js';

/** A relay or a consumer in a process of its own, which kills itself at a named point: `node worker.js '{…}'`. */
export interface WorkerOptions {
  readonly role: 'relay' | 'consumer';
  readonly brokers: readonly string[];
  readonly log: string;
  readonly database: string;
  readonly group: string;
  readonly dieAt?: KillPoint;
  /** At which passage of that point. */
  readonly passage?: number;
  /** The most events at once; few, so that a test passes each point often. */
  readonly maxBatch?: number;
}

export const relayPoints = ['before publish', 'after publish', 'after position'] as const;
export const consumerPoints = ['in transaction', 'before commit', 'after commit'] as const;
export type KillPoint = (typeof relayPoints)[number] | (typeof consumerPoints)[number];

function pass(options: WorkerOptions): (point: KillPoint) => void {
  let left = options.passage ?? 1;
  return (point) => {
    // No clean-up of any kind, as when the machine takes the process away.
    if (point === options.dieAt && --left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}

function relay(options: WorkerOptions, pool: Pool, at: (point: KillPoint) => void): Promise<void> {
  const kafka = kafkaClient({ brokers: options.brokers, clientId: 'relay' });
  const real = new KafkaPublisher(kafka);
  const publisher: Publisher = {
    publish: async (messages) => {
      at('before publish');
      await real.publish(messages);
      at('after publish');
    },
    close: () => real.close(),
  };
  const inner = new PostgresRelayJournal(pool);
  const journal: RelayJournal = {
    lead: (signal, work) =>
      inner.lead(signal, (leadership) =>
        work({
          ...leadership,
          advance: async (...step) => {
            await leadership.advance(...step);
            at('after position');
          },
        }),
      ),
  };
  return runRelay({
    store: sealedStore(options),
    publisher,
    journal,
    signal: new AbortController().signal,
    maxBatch: options.maxBatch ?? 20,
    onFault,
  });
}

function consume(options: WorkerOptions, pool: Pool, at: (point: KillPoint) => void): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const watched = async (...args: unknown[]) => {
      if (args[0] === 'commit') at('before commit');
      const result = await query(...args);
      if (args[0] === 'commit') at('after commit');
      return result;
    };
    Object.assign(client, { query: watched });
  });
  const kafka = kafkaClient({ brokers: options.brokers, clientId: 'consumer' });
  const publisher = new KafkaPublisher(kafka);
  const record = recordIn(options.group);
  new KafkaConsumers({ kafka, publisher, pool, store: sealedStore(options), maxBatch: 20, onFault }).consume(
    options.group,
    ['handoff.conversation.v1'],
    async (event, tx) => {
      await record(event, tx);
      at('in transaction');
    },
  );
}

/** Faults that are survived are of interest only when a test fails. */
function onFault(what: string, error: unknown): void {
  if (process.env.HANDOFF_TEST_VERBOSE) process.stderr.write(`${new Date().toISOString()} ${what}: ${String(error)}\n`);
}

function sealedStore({ log }: WorkerOptions): EventStoreDB {
  return new EventStoreDB({ connectionString: log, sealer: new KeepSealed() });
}

const given = process.argv[2];
if (given?.startsWith('{')) {
  const options = JSON.parse(given) as WorkerOptions;
  const pool = new Pool({ connectionString: options.database, max: 6 });
  pool.on('error', () => undefined);
  if (options.role === 'relay') void relay(options, pool, pass(options));
  else consume(options, pool, pass(options));
}
