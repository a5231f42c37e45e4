import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { parseIssuerKey } from '#access';
import { openPlatform, refuseSample, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { LogLines, Shutdown } from '#edge';
import { AllowedNetworks, openConsumers, Outside } from '#messaging';
import { openViews, SchemaMismatch, ViewHints } from '#read-models';
import { ChannelModule } from './channel.module.js';

const needs = [
  'eventStoreUrl',
  'databaseApiUrl',
  'databaseProjectorUrl',
  'databaseKeysUrl',
  'masterKey',
  'commandKey',
  'tokenKey',
] as const;

/** The channel service as a process of its own: over Kafka where brokers are configured, else straight from the log. */
async function start(): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('channel', configuration)));
  const { eventStoreUrl, masterKey, commandKey, tokenIssuer, tokenAudience, outboundAllow } = configuration;
  const logger = new Logger('channel');
  const onFault = (what: string, error: unknown) =>
    logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);

  const views = await openViews(configuration.databaseApiUrl, 'channel', 10);
  const keys = new Pool({ connectionString: configuration.databaseKeysUrl, max: 5 });
  const pool = new Pool({ connectionString: configuration.databaseProjectorUrl, max: 12 });
  for (const each of [keys, pool]) each.on('error', (error) => onFault('idle connection', error));
  const platform = openPlatform({ eventStoreUrl, keys, masterKey, commandKey, hints: new ViewHints(views), onFault });
  const inbound = openConsumers({ configuration, clientId: 'handoff-channel', pool, onFault });
  const outside = new Outside({ allow: new AllowedNetworks(outboundAllow) });
  const issuer = { key: await parseIssuerKey(configuration.tokenKey), issuer: tokenIssuer, audience: tokenAudience };
  let url = '';
  const app = await NestFactory.create<NestFastifyApplication>(
    ChannelModule.register({
      ...{ platform, consumers: inbound.consumers, log: inbound.log, pool, views, outside, issuer },
      publicUrl: () => configuration.publicUrl ?? url,
    }),
    ChannelModule.adapter(configuration),
  );
  await platform.settings.start();
  if (configuration.mode === 'production') refuseSample(platform.settings);
  await ChannelModule.serveAlone(app);
  await app.listen(configuration.httpPort, configuration.httpHost);
  url = await app.getUrl();
  logger.log(`listening at ${url}`);

  const stop = async () => {
    await app.close();
    await platform.settings.stop();
    await Promise.all([platform.store.close(), inbound.close(), outside.close(), views.destroy()]);
    await Promise.all([keys.end(), pool.end()]);
  };
  await shutdown.add({ name: 'the channel', stop });
}

const shutdown = new Shutdown((line) => new Logger('channel').log(line)).onSignals();
try {
  await start();
} catch (error) {
  const expected =
    error instanceof ConfigurationError || error instanceof SchemaMismatch || error instanceof SampleInProduction;
  console.error(expected ? error.message : error);
  process.exit(1);
}
