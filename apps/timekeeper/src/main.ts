import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { openPlatform } from '#commands';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { LogLines, Shutdown } from '#edge';
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

/** The timekeeper as a process of its own; standalone runs the module beside the others. */
async function start(): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('timekeeper', configuration)));
  const logger = new Logger('timekeeper');
  const onFault = (what: string, error: unknown) =>
    logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);

  const { databaseApiUrl, databaseKeysUrl, databaseTimekeeperUrl } = configuration;
  const views = await openViews(databaseApiUrl, 'timekeeper', 4);
  const keys = new Pool({ connectionString: databaseKeysUrl, max: 5 });
  const pool = new Pool({ connectionString: databaseTimekeeperUrl, max: 12 });
  for (const each of [keys, pool]) {
    // An idle connection that ends is replaced by the next query; one in use fails the query that uses it, which says so.
    each.on('error', (error) => onFault('idle connection', error));
    each.on('connect', (client) => client.on('error', () => undefined));
  }

  const { eventStoreUrl, masterKey, commandKey } = configuration;
  const platform = openPlatform({ eventStoreUrl, keys, masterKey, commandKey, hints: new ViewHints(views), onFault });
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

const shutdown = new Shutdown((line) => new Logger('timekeeper').log(line)).onSignals();
try {
  await start();
} catch (error) {
  const expected = error instanceof ConfigurationError || error instanceof SchemaMismatch;
  console.error(expected ? error.message : error);
  process.exit(1);
}
