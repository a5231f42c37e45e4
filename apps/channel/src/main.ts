import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openPool, parseIssuerKey } from '#access';
import { openPlatform, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { faultsTo, LogLines, runProcess, type Shutdown } from '#edge';
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

const logger = new Logger('channel');

/** The channel service as a process of its own: over Kafka where brokers are configured, else straight from the log. */
async function start(shutdown: Shutdown): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('channel', configuration)));
  const { tokenKey, tokenIssuer, tokenAudience } = configuration;
  const onFault = faultsTo((line) => logger.warn(line));

  const views = await openViews(configuration.databaseApiUrl, 'channel', 10);
  const keys = openPool(configuration.databaseKeysUrl, { max: 5 }, onFault);
  const pool = openPool(configuration.databaseProjectorUrl, { max: 12 }, onFault);
  const platform = openPlatform({ ...configuration, keys, hints: new ViewHints(views), onFault });
  const inbound = openConsumers({ configuration, clientId: 'handoff-channel', pool, onFault });
  const outside = new Outside({ allow: new AllowedNetworks(configuration.outboundAllow) });
  const issuer = { key: await parseIssuerKey(tokenKey), issuer: tokenIssuer, audience: tokenAudience };
  let url = '';
  const app = await NestFactory.create<NestFastifyApplication>(
    ChannelModule.register({
      ...{ platform, consumers: inbound.consumers, log: inbound.log, pool, views, outside, issuer },
      publicUrl: () => configuration.publicUrl ?? url,
    }),
    ChannelModule.adapter(configuration),
  );
  await platform.settings.start();
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

await runProcess({
  start,
  spoken: [ConfigurationError, SchemaMismatch, SampleInProduction],
  say: (line) => logger.log(line),
});
