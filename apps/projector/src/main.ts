import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openPool } from '#access';
import { ConfigurationError, loadConfiguration, logSettingsOf, type Configuration } from '#configuration';
import { faultsTo, LogLines, runProcess, type Shutdown } from '#edge';
import { EventStoreDB } from '#event-store';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { KeepSealed } from '#messaging';
import { LedgerKeys, SchemaMismatch, heldInFolder, heldInMemory, openViews } from '#read-models';
import { ProjectorModule } from './projector.module.js';

/** A connection that went silent is noticed within 30 seconds, and a lock that nobody needs any more is given back. */
const limits = {
  keepAlive: true,
  connectionTimeoutMillis: 10_000,
  statement_timeout: 25_000,
  query_timeout: 30_000,
  idle_in_transaction_session_timeout: 30_000,
};

const logger = new Logger('projector');
const onFault = faultsTo((line) => logger.warn(line));

/** The projector as a process of its own; standalone runs the module beside the others. */
async function start(shutdown: Shutdown): Promise<void> {
  const configuration = loadConfiguration(process.env, {}, [
    'eventStoreUrl',
    'databaseProjectorUrl',
    'databaseKeysUrl',
    'masterKey',
  ]);
  Logger.overrideLogger(new LogLines(logSettingsOf('projector', configuration)));
  const { eventStoreUrl, databaseProjectorUrl, databaseKeysUrl, masterKey, healthPort, httpHost } = configuration;
  await (await openViews(databaseProjectorUrl, 'projector', 1)).destroy();

  const keys = openPool(databaseKeysUrl, { max: 10, ...limits }, onFault);
  const sealer = new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(masterKey))));
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer });
  const pool = openPool(databaseProjectorUrl, { max: 4, ...limits }, onFault);

  const app = await NestFactory.createApplicationContext(
    ProjectorModule.register({
      ...{ store, pool, ...ledgerOf(configuration) },
      health: healthPort === undefined ? undefined : { host: httpHost, port: healthPort },
    }),
  );
  const stop = async () => {
    await app.close();
    await store.close();
    await Promise.all([keys.end(), pool.end()]);
  };
  await shutdown.add({ name: 'the projector', stop });
}

/** What the ledger is kept with, where its key and its database are given. */
function ledgerOf(configuration: Configuration) {
  const { eventStoreUrl, databaseLedgerUrl, ledgerKey, ledgerName, ledgerStateDir } = configuration;
  if (ledgerKey === undefined || databaseLedgerUrl === undefined || eventStoreUrl === undefined) {
    logger.warn(
      'no ledger is kept by this process: HANDOFF_LEDGER_KEY and HANDOFF_DATABASE_LEDGER_URL are not both set',
    );
    return {};
  }
  const pool = openPool(databaseLedgerUrl, { max: 3, ...limits }, onFault);
  const store = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed(), asStored: true });
  const held = ledgerStateDir === undefined ? heldInMemory() : heldInFolder(ledgerStateDir);
  const keys = new LedgerKeys(ledgerName, ledgerKey);
  return { ledger: { store, pool, keys, held, signEveryMs: configuration.ledgerSignEveryMs } };
}

await runProcess({ start, spoken: [ConfigurationError, SchemaMismatch], say: (line) => logger.log(line) });
