import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { LogLines, Shutdown, serveHealth } from '#edge';
import { EventStoreDB } from '#event-store';
import { KeepSealed, kafkaSettings } from '#messaging';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { openViews, SchemaMismatch } from '#read-models';
import { Relay } from './relay.js';
import { RelayModule } from './relay.module.js';

/** The relay as a process of its own. It needs the keys of personal data only where a topic is configured in clear. */
async function start(): Promise<void> {
  const needs = ['eventStoreUrl', 'databaseProjectorUrl', 'kafkaBrokers'] as const;
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('relay', configuration)));
  const { eventStoreUrl, databaseProjectorUrl, kafkaClearTopics, kafkaPartitions, kafkaReplication } = configuration;
  const kafka = kafkaSettings(configuration);

  await (await openViews(databaseProjectorUrl, 'relay', 1)).destroy();

  const pool = new Pool({ connectionString: databaseProjectorUrl, max: 2 });
  const pools = [pool];
  const clear = kafkaClearTopics.length === 0 ? undefined : { topics: kafkaClearTopics, sealer: openSealer(pools) };
  // An idle connection that ends is replaced by the next query.
  for (const each of pools) each.on('error', (error) => new Logger('database').warn(error.message));
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed() });

  const app = await NestFactory.createApplicationContext(
    RelayModule.register({
      store,
      pool,
      kafka,
      topics: { partitions: kafkaPartitions, replication: kafkaReplication },
      ...(clear === undefined ? {} : { clear }),
    }),
  );
  const { healthPort, httpHost } = configuration;
  const health = healthPort === undefined ? undefined : await serveHealth(app.get(Relay), httpHost, healthPort);
  const stop = async () => {
    await app.close();
    health?.close();
    await store.close();
    await Promise.all(pools.map((each) => each.end()));
  };
  await shutdown.add({ name: 'the relay', stop });
}

function openSealer(pools: Pool[]): KeyedFieldSealer {
  const { databaseKeysUrl, masterKey } = loadConfiguration(process.env, {}, ['databaseKeysUrl', 'masterKey']);
  const keys = new Pool({ connectionString: databaseKeysUrl, max: 2 });
  pools.push(keys);
  return new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(masterKey))));
}

const shutdown = new Shutdown((line) => new Logger('relay').log(line)).onSignals();
try {
  await start();
} catch (error) {
  const expected = error instanceof ConfigurationError || error instanceof SchemaMismatch;
  console.error(expected ? error.message : error);
  process.exit(1);
}
