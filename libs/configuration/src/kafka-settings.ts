import { IsIn, IsInt, IsNotEmpty, IsOptional, Matches, Max, Min } from 'class-validator';
import { HttpSettings } from './http-settings.js';
import { Setting, commaList, onOff, wholeNumber } from './setting.js';

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** As in messaging, which this lib does not import. */
const eventTopics = [
  'handoff.conversation.v1',
  'handoff.agent.v1',
  'handoff.workspace.v1',
  'handoff.contact.v1',
] as const;

/** Settings of Kafka. A chain of classes rather than one: a file for each, and still one configuration. */
export class KafkaSettings extends HttpSettings {
  @Setting({
    name: 'HANDOFF_KAFKA_BROKERS',
    meaning: 'some brokers of the Kafka cluster, host:port with commas between',
    read: commaList,
  })
  @IsOptional()
  @Matches(/^[^\s:,]+:\d{1,5}$/, { each: true, message: 'must be host:port with commas between' })
  kafkaBrokers?: readonly string[];

  @Setting({
    name: 'HANDOFF_KAFKA_TLS',
    default: 'off',
    meaning: 'on: connections to Kafka are encrypted and the brokers must prove who they are',
  })
  @IsIn(onOff, { message: 'must be one of on, off' })
  kafkaTls!: (typeof onOff)[number];

  @Setting({
    name: 'HANDOFF_KAFKA_CA',
    meaning: 'who vouches for the brokers, as PEM; unset: whom the machine trusts',
    secret: true,
  })
  @IsOptional()
  @Matches(/-----BEGIN CERTIFICATE-----/, { message: 'must be a certificate in PEM' })
  kafkaCa?: string;

  @Setting({ name: 'HANDOFF_KAFKA_USERNAME', meaning: 'user of the Kafka cluster; unset: no login' })
  @IsOptional()
  @IsNotEmpty({ message: 'must not be empty' })
  kafkaUsername?: string;

  @Setting({ name: 'HANDOFF_KAFKA_PASSWORD', meaning: 'password of that user', secret: true })
  @IsOptional()
  @IsNotEmpty({ message: 'must not be empty' })
  kafkaPassword?: string;

  @Setting({ name: 'HANDOFF_KAFKA_MECHANISM', default: 'scram-sha-512', meaning: 'how the user logs in (SASL)' })
  @IsIn(mechanisms, { message: `must be one of ${mechanisms.join(', ')}` })
  kafkaMechanism!: (typeof mechanisms)[number];

  @Setting({
    name: 'HANDOFF_KAFKA_PARTITIONS',
    default: '12',
    meaning: 'partitions of a topic that does not exist yet; never changed afterwards',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be between 1 and 1000' })
  @Max(1_000, { message: 'must be between 1 and 1000' })
  kafkaPartitions!: number;

  @Setting({
    name: 'HANDOFF_KAFKA_REPLICATION',
    default: '-1',
    meaning: 'copies of each partition of a topic that does not exist yet; -1: as the brokers are set',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(-1, { message: 'must be -1, or between 1 and 9' })
  @Max(9, { message: 'must be -1, or between 1 and 9' })
  kafkaReplication!: number;

  @Setting({
    name: 'HANDOFF_KAFKA_CLEAR_TOPICS',
    default: '',
    meaning: 'event topics whose personal fields are published open, with commas between; all others carry them sealed',
    read: commaList,
  })
  @IsIn(eventTopics, { each: true, message: `must be some of ${eventTopics.join(', ')}` })
  kafkaClearTopics!: readonly (typeof eventTopics)[number][];
}
