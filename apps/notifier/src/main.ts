import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openPool } from '#access';
import { openPlatform, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { faultsTo, LogLines, runProcess, type Shutdown } from '#edge';
import { AllowedNetworks, openConsumers, Outside } from '#messaging';
import { openViews, SchemaMismatch, ViewHints } from '#read-models';
import { NotifierModule } from './notifier.module.js';

const needs = [
  'eventStoreUrl',
  'databaseApiUrl',
  'databaseProjectorUrl',
  'databaseKeysUrl',
  'masterKey',
  'commandKey',
] as const;

const logger = new Logger('notifier');

/** The notifier as a process of its own: over Kafka where brokers are configured, else straight from the log. */
async function start(shutdown: Shutdown): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('notifier', configuration)));
  const onFault = faultsTo((line) => logger.warn(line));

  const views = await openViews(configuration.databaseApiUrl, 'notifier', 10);
  const keys = openPool(configuration.databaseKeysUrl, { max: 5 }, onFault);
  const pool = openPool(configuration.databaseProjectorUrl, { max: 12 }, onFault);
  const platform = openPlatform({ ...configuration, keys, hints: new ViewHints(views), onFault });
  const inbound = openConsumers({ configuration, clientId: 'handoff-notifier', pool, onFault });
  const outside = new Outside({ allow: new AllowedNetworks(configuration.outboundAllow) });
  const { publicUrl, httpHost, httpPort, smtpUrl, mailFrom } = configuration;
  await platform.settings.start();
  const app = await NestFactory.createApplicationContext(
    NotifierModule.register({
      ...{ platform, consumers: inbound.consumers, log: inbound.log, pool, outside },
      publicUrl: () => publicUrl ?? `http://${httpHost}:${httpPort}`,
      ...(smtpUrl && { mail: { url: smtpUrl, from: mailFrom } }),
    }),
  );
  logger.log('telling members and subscribers');

  const stop = async () => {
    await app.close();
    await platform.settings.stop();
    await Promise.all([platform.store.close(), inbound.close(), outside.close(), views.destroy()]);
    await Promise.all([keys.end(), pool.end()]);
  };
  await shutdown.add({ name: 'the notifier', stop });
}

await runProcess({
  start,
  spoken: [ConfigurationError, SchemaMismatch, SampleInProduction],
  say: (line) => logger.log(line),
});
