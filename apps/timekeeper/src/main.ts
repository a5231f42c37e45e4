import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openPool } from '#access';
import { openPlatform, SampleInProduction } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { faultsTo, LogLines, runProcess, type Shutdown } from '#edge';
import { openViews, SchemaMismatch, ViewHints } from '#read-models';
import { TimekeeperModule } from './timekeeper.module.js';

const needs = [
  'eventStoreUrl',
  'databaseTimekeeperUrl',
  'databaseApiUrl',
  'databaseKeysUrl',
  'masterKey',
  'commandKey',
] as const;

const logger = new Logger('timekeeper');

/** The timekeeper as a process of its own; standalone runs the module beside the others. */
async function start(shutdown: Shutdown): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('timekeeper', configuration)));
  const onFault = faultsTo((line) => logger.warn(line));

  const views = await openViews(configuration.databaseApiUrl, 'timekeeper', 4);
  const keys = openPool(configuration.databaseKeysUrl, { max: 5 }, onFault);
  const pool = openPool(configuration.databaseTimekeeperUrl, { max: 12 }, onFault);
  const platform = openPlatform({ ...configuration, keys, hints: new ViewHints(views), onFault });
  await platform.settings.start();
  const app = await NestFactory.createApplicationContext(TimekeeperModule.register({ platform, pool }));
  logger.log('watches the deadlines');

  const stop = async () => {
    await app.close();
    await platform.settings.stop();
    await platform.store.close();
    await views.destroy();
    await Promise.all([keys.end(), pool.end()]);
  };
  await shutdown.add({ name: 'the timekeeper', stop });
}

await runProcess({
  start,
  spoken: [ConfigurationError, SchemaMismatch, SampleInProduction],
  say: (line) => logger.log(line),
});
