import type { Configuration } from '#configuration';
import { EventStoreDB, type EventStore } from '#event-store';
import { KafkaPublisher, KeepSealed, kafkaClient, kafkaSettings, type Publisher } from '#messaging';
import { findInstallation, type DataOption } from './installation.js';

/** The log, its envelopes closed, and Kafka. */
export interface KafkaMachinery {
  readonly store: EventStore;
  readonly kafka: ReturnType<typeof kafkaClient>;
  readonly publisher: Publisher;
  readonly configuration: Configuration;
}

/** Connects to log and Kafka, does the work, and lets go of them. */
export async function withKafka<T>(where: DataOption, work: (machinery: KafkaMachinery) => Promise<T>): Promise<T> {
  const { configuration } = await findInstallation(where, ['eventStoreUrl', 'kafkaBrokers']);
  const kafka = kafkaClient({ ...kafkaSettings(configuration), clientId: 'handoffctl' });
  const publisher = new KafkaPublisher(kafka);
  const store = new EventStoreDB({ connectionString: configuration.eventStoreUrl, sealer: new KeepSealed() });
  try {
    return await work({ store, kafka, publisher, configuration });
  } finally {
    await Promise.all([publisher.close(), store.close()]);
  }
}
