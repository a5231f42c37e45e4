import { EventStoreDB } from '#event-store';
import type { Pool } from 'pg';
import { kafkaClient } from '../kafka/kafka-client.js';
import { kafkaSettings, type ConfiguredKafka } from '../kafka/kafka-settings.js';
import { KafkaPublisher } from '../kafka/publisher.js';
import { KeepSealed } from '../published/keep-sealed.js';
import type { Consumers } from './consumers.js';
import { KafkaConsumers } from './kafka-consumers.js';
import { LogConsumers } from './log-consumers.js';

/** What a process that consumes events stands on. */
export interface ConsumersParts {
  readonly configuration: Omit<ConfiguredKafka, 'kafkaBrokers'> & {
    readonly kafkaBrokers?: readonly string[];
    readonly eventStoreUrl: string;
  };
  /** As Kafka knows the client. */
  readonly clientId: string;
  readonly pool: Pool;
  readonly onFault: (what: string, error: unknown) => void;
}

export interface OpenedConsumers {
  readonly consumers: Consumers;
  /** Reads events with their envelopes closed. */
  readonly log: EventStoreDB;
  /** Once nothing consumes any more. */
  close(): Promise<void>;
}

/** Consumers over Kafka where brokers are configured, else straight from the log. */
export function openConsumers({ configuration, clientId, pool, onFault }: ConsumersParts): OpenedConsumers {
  const { kafkaBrokers, eventStoreUrl } = configuration;
  const log = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed(), onFault });
  if (kafkaBrokers === undefined)
    return { consumers: new LogConsumers({ store: log, pool, onFault }), log, close: () => log.close() };
  const kafka = kafkaClient({ ...kafkaSettings({ ...configuration, kafkaBrokers }), clientId });
  const publisher = new KafkaPublisher(kafka);
  return {
    consumers: new KafkaConsumers({ kafka, publisher, pool, store: log, onFault }),
    log,
    close: async () => {
      await publisher.close();
      await log.close();
    },
  };
}
