import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { recordLedgerKeyRotated, workspace } from '#domain';
import { EventStoreDB, decideOn, type EventStore } from '#event-store';
import { openNote, parseCheckpoint, type Checkpoint } from '#ledger';
import { KeepSealed } from '#messaging';
import { LedgerKeys, seedBytes } from '#read-models';
import { commandPool } from './command-pool.js';
import { Failure } from './failure.js';
import { findInstallation, type DataOption } from './installation.js';
import { replaceFile } from './replace-file.js';
import { assertSchemaOf } from './views-machinery.js';

/** What a rotation means for each workspace's log. */
export interface Rotation {
  /** Of the private keys. */
  readonly file: string;
  readonly finished: boolean;
  readonly workspaces: readonly {
    readonly origin: string;
    /** Public keys. */
    readonly newKey: string;
    readonly oldKey: string;
    /** Once finished: the largest tree that the old key is believed for. */
    readonly maxSize?: string;
  }[];
}

const needs = ['eventStoreUrl', 'databaseLedgerUrl', 'ledgerName'] as const;

/**
 * One step of a change of keys. The first can be repeated: what it did already stays as it is.
 * @throws Failure with a sentence for the operator, SchemaMismatch; nothing is changed then
 */
export async function rotateKey(
  where: DataOption,
  { keyFile, finish }: { readonly keyFile: string | undefined; readonly finish: boolean },
): Promise<Rotation> {
  const { configuration } = await findInstallation(where, needs);
  const { eventStoreUrl: connectionString, databaseLedgerUrl, ledgerName } = configuration;
  // As everywhere: what the environment says, unless a folder is named.
  const inEnvironment = where.data === undefined ? process.env.HANDOFF_LEDGER_KEY_FILE : undefined;
  const file = keyFile ?? inEnvironment ?? (await keyOfFolder(where, configuration.dataDir));
  await assertSchemaOf(databaseLedgerUrl);
  const pool = commandPool(databaseLedgerUrl, 1);
  const store = new EventStoreDB({ connectionString, sealer: new KeepSealed() });
  try {
    const { rows } = await pool.query<{ id: string }>('select workspace_id as id from ledger.leaf where index = 0');
    const ids = rows.map(({ id }) => id);
    const seeds = await seedsIn(file);
    if (finish) return await retireOld(pool, file, seeds, ledgerName, ids);
    const both = seeds.length === 2 ? seeds : [randomBytes(32).toString('hex'), ...seeds];
    if (both !== seeds) await replace(file, both);
    const keys = new LedgerKeys(ledgerName, both);
    const workspaces = ids.map((id) => ({ id, ...publicKeys(keys, id) }));
    for (const each of workspaces) await record(store, each);
    return { file, finished: false, workspaces };
  } finally {
    await store.close();
    await pool.end();
  }
}

function publicKeys(keys: LedgerKeys, workspaceId: string) {
  const [newKey = '', oldKey = ''] = keys.verifiersOf(workspaceId);
  return { origin: keys.originOf(workspaceId), newKey, oldKey };
}

async function record(store: EventStore, { id, newKey, oldKey }: { id: string; newKey: string; oldKey: string }) {
  const meta = {
    workspaceId: id,
    actor: { kind: 'system', id: 'handoffctl' },
    commandId: `rotate ledger key to ${newKey}`,
    commandHash: createHash('sha256').update(newKey).digest('hex'),
    correlationId: randomUUID(),
  } as const;
  const at = new Date().toISOString();
  await decideOn(store, workspace, id, (state) => recordLedgerKeyRotated(state, { newKey, oldKey }, { at }), meta);
}

async function retireOld(
  pool: Pool,
  file: string,
  seeds: readonly string[],
  name: string,
  ids: readonly string[],
): Promise<Rotation> {
  if (seeds.length < 2) throw new Failure(`${file} holds one key: begin with "rotate-key" without --finish.`);
  const keys = new LedgerKeys(name, seeds);
  const workspaces = [];
  for (const id of ids) {
    const { origin, newKey, oldKey } = publicKeys(keys, id);
    const signed = await lastSigned(pool, id, newKey);
    if (signed === undefined)
      throw new Failure(
        `${origin} has not been signed with the new key yet: restart the process that keeps the ledger, and try again.`,
      );
    workspaces.push({ origin, newKey, oldKey, maxSize: String(signed.size) });
  }
  await replace(file, seeds.slice(0, 1));
  return { file, finished: true, workspaces };
}

/** The newest checkpoint, if the new key has signed it. */
async function lastSigned(pool: Pool, workspaceId: string, key: string): Promise<Checkpoint | undefined> {
  const { rows } = await pool.query<{ note: string }>(
    'select note from ledger.checkpoint where workspace_id = $1 order by number desc limit 1',
    [workspaceId],
  );
  if (rows[0] === undefined) return undefined;
  try {
    return parseCheckpoint(openNote(rows[0].note, [key]).text);
  } catch {
    // Whatever else is wrong with it is for `handoffctl audit` to say.
    return undefined;
  }
}

async function keyOfFolder({ data }: DataOption, dataDir: string): Promise<string> {
  const folder = path.resolve(process.env.HANDOFF_CALLER_DIR ?? process.cwd(), data ?? dataDir);
  const file = path.join(folder, 'keys', 'ledger-key');
  await stat(file).catch(() => {
    throw new Failure(`${file} is not there: name the file of the ledger's private key with --key-file.`);
  });
  return file;
}

function isSeed(text: string): boolean {
  try {
    return seedBytes(text).length > 0;
  } catch {
    return false;
  }
}

async function seedsIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`${file} cannot be read (${error.code ?? 'unknown'}).`);
  });
  const seeds = text.trim().split(',');
  // Before anything is written: it may be another file that was named.
  if (seeds.length > 2 || !seeds.every(isSeed))
    throw new Failure(`${file} holds neither one private key nor two with a comma between: nothing was changed.`);
  return seeds;
}

/** Whole or not at all: a process that starts meanwhile finds one or the other. */
async function replace(file: string, seeds: readonly string[]): Promise<void> {
  try {
    await replaceFile(file, `${seeds.join(',')}\n`);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Failure(
      `${file} cannot be written (${code}). Where secrets are mounted read-only, run this on a copy with --key-file and put the copy in their place.`,
    );
  }
}
