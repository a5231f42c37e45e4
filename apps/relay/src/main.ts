import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import { openPool } from '#access';
import { ConfigurationError, loadConfiguration, logSettingsOf } from '#configuration';
import { faultsTo, LogLines, runProcess, serveHealth, type Shutdown } from '#edge';
import { EventStoreDB } from '#event-store';
import { KeepSealed, kafkaSettings } from '#messaging';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { openViews, SchemaMismatch } from '#read-models';
import { Relay } from './relay.js';
import { RelayModule } from './relay.module.js';

const logger = new Logger('relay');
const onFault = faultsTo((line) => logger.warn(line));

/** The relay as a process of its own. It needs the keys of personal data only where a topic is configured in clear. */
async function start(shutdown: Shutdown): Promise<void> {
  const needs = ['eventStoreUrl', 'databaseProjectorUrl', 'kafkaBrokers'] as const;
  const configuration = loadConfiguration(process.env, {}, needs);
  Logger.overrideLogger(new LogLines(logSettingsOf('relay', configuration)));
  const { eventStoreUrl, databaseProjectorUrl, kafkaClearTopics, kafkaPartitions, kafkaReplication } = configuration;
  const kafka = kafkaSettings(configuration);

  await (await openViews(databaseProjectorUrl, 'relay', 1)).destroy();

  const pool = openPool(databaseProjectorUrl, { max: 2 }, onFault);
  const pools = [pool];
  const clear = kafkaClearTopics.length === 0 ? undefined : { topics: kafkaClearTopics, sealer: openSealer(pools) };
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
  const keys = openPool(databaseKeysUrl, { max: 2 }, onFault);
  pools.push(keys);
  return new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(masterKey))));
}

await runProcess({ start, spoken: [ConfigurationError, SchemaMismatch], say: (line) => logger.log(line) });
