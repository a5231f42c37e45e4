import type { KafkaSettings } from './kafka-client.js';

/** What a configuration says of Kafka. */
export interface ConfiguredKafka {
  readonly kafkaBrokers: readonly string[];
  readonly kafkaTls: 'on' | 'off';
  readonly kafkaCa?: string;
  readonly kafkaUsername?: string;
  readonly kafkaPassword?: string;
  readonly kafkaMechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
}

/** How the configuration, which was checked whole, says to reach Kafka. */
export function kafkaSettings(configured: ConfiguredKafka): Omit<KafkaSettings, 'clientId'> {
  const { kafkaBrokers, kafkaTls, kafkaCa, kafkaUsername, kafkaPassword, kafkaMechanism } = configured;
  return {
    brokers: kafkaBrokers,
    ...(kafkaTls === 'on' ? { tls: kafkaCa === undefined ? {} : { ca: kafkaCa } } : {}),
    ...(kafkaUsername === undefined || kafkaPassword === undefined
      ? {}
      : { sasl: { mechanism: kafkaMechanism, username: kafkaUsername, password: kafkaPassword } }),
  };
}
