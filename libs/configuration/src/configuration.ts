import { IsIn, IsInt, IsNotEmpty, IsOptional, Matches, Max, Min } from 'class-validator';
import { Setting, commaList, wholeNumber } from './setting.js';

export const modes = ['standalone', 'production'] as const;
export const onOff = ['on', 'off'] as const;
export const kafkaMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
/** As in messaging, which this lib does not import. */
const eventTopics = [
  'handoff.conversation.v1',
  'handoff.agent.v1',
  'handoff.workspace.v1',
  'handoff.contact.v1',
] as const;
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const secretBytes = /^([0-9a-f]{64}|[\w-]{43}=?)$/i;
const secretMessage = { message: 'must be 32 bytes, as 64 hexadecimal digits or base64url' };
const postgresUrl = { message: 'must be a postgres:// connection string' };

/**
 * Every setting of every app and tool. A new one is a property here and nothing else: its name, default and meaning
 * stand beside what its value may be, and `handoffctl config` lists it.
 */
export class Configuration {
  @Setting({
    name: 'HANDOFF_MODE',
    default: 'standalone',
    meaning: 'standalone: databases and keys are made on this machine; production: all of them are given',
  })
  @IsIn(modes, { message: `must be one of ${modes.join(', ')}` })
  mode!: (typeof modes)[number];

  @Setting({ name: 'HANDOFF_DATA_DIR', default: './var', meaning: 'folder of the databases and keys of standalone' })
  @IsNotEmpty({ message: 'must not be empty' })
  dataDir!: string;

  @Setting({ name: 'HANDOFF_HTTP_HOST', default: '127.0.0.1', meaning: 'address that the HTTP API listens on' })
  @IsNotEmpty({ message: 'must not be empty' })
  httpHost!: string;

  @Setting({
    name: 'HANDOFF_HTTP_PORT',
    default: '3000',
    meaning: 'port of the HTTP API; 0 takes a free one',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 65535' })
  @Max(65535, { message: 'must be between 0 and 65535' })
  httpPort!: number;

  @Setting({
    name: 'HANDOFF_BODY_LIMIT_BYTES',
    default: String(256 * 1024),
    meaning: 'largest request body in bytes; above it the answer is 413',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(1024, { message: 'must be at least 1024' })
  @Max(16 * 1024 * 1024, { message: 'must be at most 16777216 (an event must fit into one append)' })
  bodyLimitBytes!: number;

  @Setting({
    name: 'HANDOFF_EVENT_STORE_URL',
    meaning: 'connection string of EventStoreDB (esdb:// or esdb+discover://)',
    secret: true,
  })
  @IsOptional()
  @Matches(/^(esdb|kurrentdb)(\+discover)?:\/\//, { message: 'must be an esdb:// connection string' })
  eventStoreUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_OWNER_URL',
    meaning: 'PostgreSQL as the owner of the schema: migrations and roles only',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseOwnerUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_API_URL',
    meaning: 'PostgreSQL as handoff_api: reads the views of one workspace at a time',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseApiUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_PROJECTOR_URL',
    meaning: 'PostgreSQL as handoff_projector: writes the views of every workspace',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseProjectorUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_LEDGER_URL',
    meaning: 'PostgreSQL as handoff_ledger: adds to the ledger of every workspace and can change nothing in it',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseLedgerUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_TIMEKEEPER_URL',
    meaning: 'PostgreSQL as handoff_timekeeper: the durable jobs of deadlines',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseTimekeeperUrl?: string;

  @Setting({
    name: 'HANDOFF_DATABASE_KEYS_URL',
    meaning: 'PostgreSQL as handoff_keys: keys of personal data and the contact directory',
    secret: true,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, postgresUrl)
  databaseKeysUrl?: string;

  @Setting({
    name: 'HANDOFF_MASTER_KEY',
    meaning: 'key above all keys of personal data, 32 bytes as hexadecimal digits or base64url; lost, the data is lost',
    secret: true,
  })
  @IsOptional()
  @Matches(secretBytes, secretMessage)
  masterKey?: string;

  @Setting({
    name: 'HANDOFF_TOKEN_KEY',
    meaning: 'private key (Ed25519 seed) of the local token issuer, 32 bytes as hexadecimal digits or base64url',
    secret: true,
  })
  @IsOptional()
  @Matches(secretBytes, secretMessage)
  tokenKey?: string;

  @Setting({
    name: 'HANDOFF_COMMAND_KEY',
    meaning: 'keys the hashes of command bodies, 32 bytes as hexadecimal digits or base64url; one for all processes',
    secret: true,
  })
  @IsOptional()
  @Matches(secretBytes, secretMessage)
  commandKey?: string;

  @Setting({
    name: 'HANDOFF_LEDGER_KEY',
    meaning:
      'private key (Ed25519 seed) that signs the ledger, 32 bytes as hexadecimal digits or base64url; while keys change, the new one and the old one with a comma between',
    secret: true,
    read: commaList,
  })
  @IsOptional()
  @Matches(secretBytes, { each: true, ...secretMessage })
  ledgerKey?: readonly string[];

  @Setting({
    name: 'HANDOFF_EXPORT_KEY',
    meaning: 'private key (Ed25519 seed) that signs exports, 32 bytes as hexadecimal digits or base64url',
    secret: true,
  })
  @IsOptional()
  @Matches(secretBytes, secretMessage)
  exportKey?: string;

  @Setting({
    name: 'HANDOFF_LEDGER_NAME',
    default: 'handoff.local/ledger',
    meaning:
      'what ledgers and their keys are called: a host name of yours and a path; auditors keep it, so never change it',
  })
  @Matches(/^[^\s+]+[^\s+/]$/, { message: 'must be a name without spaces and plus signs' })
  ledgerName!: string;

  @Setting({
    name: 'HANDOFF_LEDGER_STATE_DIR',
    meaning: 'folder, apart from the database, where the signer keeps what it signed last; unset: in memory only',
  })
  @IsOptional()
  @IsNotEmpty({ message: 'must not be empty' })
  ledgerStateDir?: string;

  @Setting({
    name: 'HANDOFF_LEDGER_SIGN_EVERY_MS',
    default: '10000',
    meaning: 'longest time in milliseconds that an entry of the ledger waits for a signed checkpoint',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(100, { message: 'must be between 100 and 3600000' })
  @Max(3_600_000, { message: 'must be between 100 and 3600000' })
  ledgerSignEveryMs!: number;

  @Setting({
    name: 'HANDOFF_EXPORT_DIR',
    meaning: 'folder of finished exports, which can be made anew at any time; unset: a folder for temporary files',
  })
  @IsOptional()
  @IsNotEmpty({ message: 'must not be empty' })
  exportDir?: string;

  @Setting({ name: 'HANDOFF_TOKEN_ISSUER', default: 'handoff-local', meaning: 'issuer (iss) that tokens must name' })
  @IsNotEmpty({ message: 'must not be empty' })
  tokenIssuer!: string;

  @Setting({ name: 'HANDOFF_TOKEN_AUDIENCE', default: 'handoff', meaning: 'audience (aud) that tokens must name' })
  @IsNotEmpty({ message: 'must not be empty' })
  tokenAudience!: string;

  @Setting({
    name: 'HANDOFF_LONG_POLL_LIMIT_MS',
    default: '30000',
    meaning: 'longest time in milliseconds that a request for turns may wait',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 300000' })
  @Max(300_000, { message: 'must be between 0 and 300000' })
  longPollLimitMs!: number;

  @Setting({
    name: 'HANDOFF_READ_YOUR_WRITES_LIMIT_MS',
    default: '5000',
    meaning: 'longest time in milliseconds that a query waits for the position it names',
    read: wholeNumber,
  })
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 60000' })
  @Max(60_000, { message: 'must be between 0 and 60000' })
  readYourWritesLimitMs!: number;

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
  @IsIn(kafkaMechanisms, { message: `must be one of ${kafkaMechanisms.join(', ')}` })
  kafkaMechanism!: (typeof kafkaMechanisms)[number];

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

  @Setting({
    name: 'HANDOFF_HEALTH_PORT',
    meaning: 'port of health and metrics of a process without the HTTP API; unset: none',
    read: wholeNumber,
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be between 0 and 65535' })
  @Max(65535, { message: 'must be between 0 and 65535' })
  healthPort?: number;

  @Setting({
    name: 'HANDOFF_PUBLIC_URL',
    meaning: 'where customers and members reach this service, for links; the address it listens on when absent',
  })
  @IsOptional()
  @Matches(/^https?:\/\/[^\s/]+(\/[^\s]*[^\s/])?$/, {
    message: 'must be an http(s) address without a slash at the end',
  })
  publicUrl?: string;

  @Setting({
    name: 'HANDOFF_OUTBOUND_ALLOW',
    default: '',
    meaning:
      'networks of your own that webhooks and AI runtimes may live in, apart by commas, e.g. 127.0.0.1,10.1.0.0/16; others are refused',
  })
  @Matches(/^([0-9a-f.:]+(\/\d{1,3})?(,|$))*$/i, { message: 'must be IP networks apart by commas' })
  outboundAllow!: string;

  @Setting({
    name: 'HANDOFF_SMTP_URL',
    meaning: 'mail server for notifications, e.g. smtps://user:password@mail.example.org; absent: no e-mail is sent',
    secret: true,
  })
  @IsOptional()
  @Matches(/^smtps?:\/\/\S+$/, { message: 'must be an smtp:// or smtps:// address' })
  smtpUrl?: string;

  @Setting({ name: 'HANDOFF_MAIL_FROM', default: 'Handoff <handoff@localhost>', meaning: 'sender of notifications' })
  @IsNotEmpty({ message: 'must not be empty' })
  mailFrom!: string;

  @Setting({ name: 'HANDOFF_LOG_LEVEL', default: 'info', meaning: 'what the process logs' })
  @IsIn(logLevels, { message: `must be one of ${logLevels.join(', ')}` })
  logLevel!: (typeof logLevels)[number];
}
