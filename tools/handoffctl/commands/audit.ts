import type { Command } from 'commander';
import type { Pool, PoolClient } from 'pg';
import { EventStoreDB } from '#event-store';
import { KeepSealed } from '#messaging';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { auditLedger, auditedViews, findOutdated, pagesOf, type FindingKind, type LedgerAudit } from '#read-models';
import { commandPool } from '../command-pool.js';
import { Failure } from '../failure.js';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';
import { assertSchemaOf } from '../views-machinery.js';

const meanings: Readonly<Record<FindingKind, string>> = {
  leaf_missing: 'a leaf is missing',
  leaf_changed: 'a leaf was changed',
  leaf_reordered: 'leaves are not in the order of the log',
  leaf_without_event: 'a leaf has no event in the log',
  event_without_leaf: 'an event of the log has no leaf',
  event_changed: 'an event is not the one that its leaf was made from',
  event_unreadable: 'an event cannot be read',
  entry_gap: 'an entry of a stream is missing',
  tree_differs: 'the stored tree is not the one of the leaves',
  checkpoint_forged: 'a checkpoint is forged, missing or out of order',
  checkpoint_differs: 'a checkpoint signs another tree',
  checkpoint_larger: 'a checkpoint signs more leaves than there are',
  row_missing: 'a row that auditors read is missing',
  row_invented: 'a row that auditors read has no event',
  row_changed: 'a row that auditors read is not what the events say',
};

export function registerAudit(program: Command): void {
  withDataOption(program.command('audit'))
    .description('hold the live record against itself: rows, events, leaves, tree, checkpoints')
    .option('--json', 'as JSON')
    .action(async ({ json, ...where }: DataOption & { readonly json?: boolean }) => {
      const audit = await auditInstallation(where);
      if (json) console.log(JSON.stringify({ ...audit, leaves: String(audit.leaves) }, null, 2));
      else print(audit);
      if (audit.findings.length > 0) throw new Failure('The record does not hold together: see above.');
    });
}

function print({ workspaces, leaves, events, rows, findings }: LedgerAudit): void {
  console.log(`workspaces   ${workspaces}`);
  console.log(`leaves       ${leaves}: in their places, in the tree that every checkpoint signed`);
  console.log(`events       ${events}: each held against its leaf`);
  console.log(`rows         ${rows}: handoffs and audit log, each held against the events`);
  for (const { kind, place, count } of findings)
    console.log(`DIFFERENT    ${meanings[kind]}: ${place}${count > 1 ? `, and ${count - 1} more` : ''}`);
  if (findings.length === 0) console.log('Everything agrees.');
}

async function auditInstallation(where: DataOption): Promise<LedgerAudit> {
  const needs = ['eventStoreUrl', 'databaseLedgerUrl', 'databaseProjectorUrl', 'databaseKeysUrl', 'masterKey'] as const;
  const { configuration } = await findInstallation(where, needs);
  const { eventStoreUrl: connectionString, masterKey } = configuration;
  await assertSchemaOf(configuration.databaseProjectorUrl);
  const pools = [
    configuration.databaseLedgerUrl,
    configuration.databaseProjectorUrl,
    configuration.databaseKeysUrl,
  ].map((url) => commandPool(url, 2));
  const [ledgerPool, viewsPool, keysPool] = pools as [Pool, Pool, Pool];
  const sealer = new KeyedFieldSealer(new KeyStore(keysPool, new WorkspaceKeys(keysPool, parseMasterKey(masterKey))));
  const closed = new EventStoreDB({ connectionString, sealer: new KeepSealed(), asStored: true });
  const opened = new EventStoreDB({ connectionString, sealer });
  const clients: PoolClient[] = [];
  try {
    // Each database is looked at as of one moment, while the system goes on.
    const snapshot = async (pool: Pool) => {
      const client = await pool.connect();
      clients.push(client);
      await client.query('begin transaction isolation level repeatable read, read only');
      return async <Row>(sql: string, parameters: unknown[]) => (await client.query(sql, parameters)).rows as Row[];
    };
    const ledger = await snapshot(ledgerPool);
    const views = await snapshot(viewsPool);
    const outdated = (await findOutdated(views)).find(({ view }) => auditedViews.includes(view));
    if (outdated !== undefined)
      throw new Failure(`${outdated.message}; until then its rows cannot be held against the log.`);
    const keysOf = async (id: string) => {
      const rows = await ledger<{ key: string }>('select key from ledger.public_key where workspace_id = $1', [id]);
      return rows.map(({ key }) => key);
    };
    return await auditLedger({ ledger, views, closed: () => pagesOf(closed), opened: () => pagesOf(opened), keysOf });
  } finally {
    for (const client of clients) client.release(true);
    await Promise.all([closed.close(), opened.close(), ...pools.map((pool) => pool.end())]);
  }
}
