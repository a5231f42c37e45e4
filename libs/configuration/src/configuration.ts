import { IsIn, IsInt, IsNotEmpty, IsOptional, Matches, Max, Min } from 'class-validator';
import { IdentitySettings, secretBytes, secretMessage } from './identity-settings.js';
import { AreNetworks, Setting, commaList, wholeNumber } from './setting.js';

export const modes = ['standalone', 'production'] as const;
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const postgresUrl = { message: 'must be a postgres:// connection string' };

/**
 * Every setting of every app and tool. A new one is a property here and nothing else: its name, default and meaning
 * stand beside what its value may be, and `handoffctl config` lists it.
 */
export class Configuration extends IdentitySettings {
  @Setting({
    name: 'HANDOFF_MODE',
    default: 'standalone',
    meaning:
      'standalone: databases and keys are made on this machine; production: all of them are given, and what is meant for trying out is refused; with NODE_ENV=production it is production unless said otherwise',
  })
  @IsIn(modes, { message: `must be one of ${modes.join(', ')}` })
  mode!: (typeof modes)[number];

  @Setting({ name: 'HANDOFF_DATA_DIR', default: './var', meaning: 'folder of the databases and keys of standalone' })
  @IsNotEmpty({ message: 'must not be empty' })
  dataDir!: string;

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
      'networks of your own that webhooks and AI runtimes may live in, e.g. 127.0.0.1,10.1.0.0/16; others are refused',
    read: commaList,
  })
  @AreNetworks()
  outboundAllow!: readonly string[];

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

  @Setting({
    name: 'HANDOFF_PLAINTEXT',
    default: 'refuse',
    meaning:
      'refuse: in production, connections to other machines need TLS with proof of the other end; allow: the network itself encrypts them',
  })
  @IsIn(['refuse', 'allow'], { message: 'must be one of refuse, allow' })
  plaintext!: 'refuse' | 'allow';

  @Setting({
    name: 'HANDOFF_LOG_FORMAT',
    meaning: 'json: one JSON object a line; text: for people; unset: json in production, else text',
  })
  @IsOptional()
  @IsIn(['json', 'text'], { message: 'must be one of json, text' })
  logFormat?: 'json' | 'text';

  @Setting({ name: 'HANDOFF_LOG_LEVEL', default: 'info', meaning: 'what the process logs' })
  @IsIn(logLevels, { message: `must be one of ${logLevels.join(', ')}` })
  logLevel!: (typeof logLevels)[number];
}
