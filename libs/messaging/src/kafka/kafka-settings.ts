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

/**
 * How the configuration says to reach Kafka.
 * @throws Error with a sentence when it is half said
 */
export function kafkaSettings(configured: ConfiguredKafka): Omit<KafkaSettings, 'clientId'> {
  const { kafkaBrokers, kafkaTls, kafkaCa, kafkaUsername, kafkaPassword, kafkaMechanism } = configured;
  if ((kafkaUsername === undefined) !== (kafkaPassword === undefined))
    throw new Error('HANDOFF_KAFKA_USERNAME and HANDOFF_KAFKA_PASSWORD are given together, or neither.');
  if (kafkaUsername !== undefined && kafkaMechanism === 'plain' && kafkaTls === 'off')
    throw new Error('HANDOFF_KAFKA_MECHANISM plain sends the password readable: it needs HANDOFF_KAFKA_TLS on.');
  return {
    brokers: kafkaBrokers,
    ...(kafkaTls === 'on' ? { tls: kafkaCa === undefined ? {} : { ca: kafkaCa } } : {}),
    ...(kafkaUsername === undefined || kafkaPassword === undefined
      ? {}
      : { sasl: { mechanism: kafkaMechanism, username: kafkaUsername, password: kafkaPassword } }),
  };
}
