import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openPool, verifyBearer } from '#access';
import { openPlatform, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf, type Configuration } from '#configuration';
import { faultsTo, LogLines, runProcess, type Shutdown } from '#edge';
import { kafkaSettings, NotificationWatch } from '#messaging';
import { openViews, SchemaMismatch, ViewHints, ViewPositions } from '#read-models';
import { trustedIssuers } from './access/trusted-issuers.js';
import { ApiModule } from './api.module.js';
import { KafkaCommands } from './kafka/kafka-commands.js';

const needs = ['eventStoreUrl', 'databaseApiUrl', 'databaseKeysUrl', 'masterKey', 'commandKey'] as const;

const logger = new Logger('api');

/** The API as a process of its own: everything it stands on is given by the configuration and runs elsewhere. */
async function start(shutdown: Shutdown): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('api', configuration)));
  const issuers = await trustedIssuers(configuration);
  const onFault = faultsTo((line) => logger.warn(line));

  const views = await openViews(configuration.databaseApiUrl, 'api', 20);
  const keys = openPool(configuration.databaseKeysUrl, { max: 5 }, onFault);
  const listener = openPool(configuration.databaseApiUrl, { max: 3 }, onFault);
  const platform = openPlatform({ ...configuration, keys, hints: new ViewHints(views), onFault });
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

await runProcess({
  start,
  spoken: [ConfigurationError, SchemaMismatch, SampleInProduction],
  say: (line) => logger.log(line),
});
