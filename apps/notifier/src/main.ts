import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { openPlatform } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { LogLines, Shutdown } from '#edge';
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

/** The notifier as a process of its own: over Kafka where brokers are configured, else straight from the log. */
async function start(): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('notifier', configuration)));
  const { eventStoreUrl, masterKey, commandKey, smtpUrl, outboundAllow } = configuration;
  const logger = new Logger('notifier');
  const onFault = (what: string, error: unknown) =>
    logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);

  const views = await openViews(configuration.databaseApiUrl, 'notifier', 10);
  const keys = new Pool({ connectionString: configuration.databaseKeysUrl, max: 5 });
  const pool = new Pool({ connectionString: configuration.databaseProjectorUrl, max: 12 });
  for (const each of [keys, pool]) each.on('error', (error) => onFault('idle connection', error));
  const platform = openPlatform({ eventStoreUrl, keys, masterKey, commandKey, hints: new ViewHints(views), onFault });
  const inbound = openConsumers({ configuration, clientId: 'handoff-notifier', pool, onFault });
  const outside = new Outside({ allow: new AllowedNetworks(outboundAllow) });
  const { publicUrl, httpHost, httpPort } = configuration;
  await platform.settings.start();
  const app = await NestFactory.createApplicationContext(
    NotifierModule.register({
      ...{ platform, consumers: inbound.consumers, log: inbound.log, pool, outside },
      publicUrl: () => publicUrl ?? `http://${httpHost}:${httpPort}`,
      ...(smtpUrl && { mail: { url: smtpUrl, from: configuration.mailFrom } }),
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

const shutdown = new Shutdown((line) => new Logger('notifier').log(line)).onSignals();
try {
  await start();
} catch (error) {
  const expected = error instanceof ConfigurationError || error instanceof SchemaMismatch;
  console.error(expected ? error.message : error);
  process.exit(1);
}
