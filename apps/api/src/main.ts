import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { verifyBearer } from '#access';
import { openPlatform, refuseSample, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf, type Configuration } from '#configuration';
import { LogLines, Shutdown } from '#edge';
import { kafkaSettings, NotificationWatch } from '#messaging';
import { openViews, SchemaMismatch, ViewHints, ViewPositions } from '#read-models';
import { trustedIssuers } from './access/trusted-issuers.js';
import { ApiModule } from './api.module.js';
import { KafkaCommands } from './kafka/kafka-commands.js';

const needs = ['eventStoreUrl', 'databaseApiUrl', 'databaseKeysUrl', 'masterKey', 'commandKey'] as const;

/** The API as a process of its own: everything it stands on is given by the configuration and runs elsewhere. */
async function start(): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('api', configuration)));
  const issuers = await trustedIssuers(configuration);
  const logger = new Logger('api');
  const onFault = (what: string, error: unknown) =>
    logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);

  const views = await openViews(configuration.databaseApiUrl, 'api', 20);
  const keys = new Pool({ connectionString: configuration.databaseKeysUrl, max: 5 });
  const listener = new Pool({ connectionString: configuration.databaseApiUrl, max: 3 });
  for (const pool of [keys, listener]) pool.on('error', (error) => onFault('idle connection', error));

  const { eventStoreUrl, masterKey, commandKey } = configuration;
  const platform = openPlatform({ eventStoreUrl, keys, masterKey, commandKey, hints: new ViewHints(views), onFault });
  const positions = new ViewPositions(listener, (error) => onFault('positions of the views', error));
  const notifications = new NotificationWatch(listener, onFault);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.register({
      platform,
      configuration,
      views,
      ...{ positions, notifications },
      verifyToken: (token) => verifyBearer(issuers, token),
    }),
    ApiModule.adapter(configuration),
  );
  const commands = kafkaCommandsOf(app, configuration);
  positions.start();
  notifications.start();
  await platform.settings.start();
  if (configuration.mode === 'production') refuseSample(platform.settings);
  await ApiModule.prepare(app).listen(configuration.httpPort, configuration.httpHost);
  logger.log(`listening at ${await app.getUrl()}, documented at ${await app.getUrl()}/docs`);
  commands?.start();

  const stop = async () => {
    await commands?.stop();
    await app.close();
    await platform.settings.stop();
    await Promise.all([positions.stop(), notifications.stop()]);
    await platform.store.close();
    await views.destroy();
    await Promise.all([keys.end(), listener.end()]);
  };
  await shutdown.add({ name: 'the api', stop });
}

/** Commands come over Kafka too where brokers are configured. */
function kafkaCommandsOf(
  app: NestFastifyApplication,
  { kafkaBrokers, ...configuration }: Configuration,
): KafkaCommands | undefined {
  if (kafkaBrokers === undefined) return undefined;
  const logger = new Logger('commands over Kafka');
  return new KafkaCommands(app, {
    kafka: kafkaSettings({ ...configuration, kafkaBrokers }),
    topics: { partitions: configuration.kafkaPartitions, replication: configuration.kafkaReplication },
    maxBytes: configuration.bodyLimitBytes,
    log: (line) => logger.log(line),
    warn: (line) => logger.warn(line),
  });
}

const shutdown = new Shutdown((line) => new Logger('api').log(line)).onSignals();
try {
  await start();
} catch (error) {
  const expected =
    error instanceof ConfigurationError || error instanceof SchemaMismatch || error instanceof SampleInProduction;
  console.error(expected ? error.message : error);
  process.exit(1);
}
