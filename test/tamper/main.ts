import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '#embedded-postgres';
import { parsePolicy, verifyExport } from '#ledger';
import { auditLedger, type LedgerAudit } from '#read-models';
import type { LogEntry } from '#event-store';
import { policyJson } from '../../libs/ledger/test/sample-export.js';
import { exportChanges } from './change-export.js';
import { historyChanges, historyOf } from './change-history.js';
import { logChanges } from './change-log.js';
import { rowChanges } from './change-rows.js';
import { Chance } from './chance.js';
import { setScene, type Scene } from './scene.js';

/*
 * Tampers with a real record, a thousand times in each way, and counts how often that is noticed; then looks as often at the clean one, where
 * nothing may be. Ends with 1 when a single change went unnoticed or a single alarm was false.
 *
 *     npm run test:tamper -- [--count N] [--seed N] [--only TEXT]
 */
const options = new Map(process.argv.slice(2).map((word, i, all) => [word, all[i + 1] ?? '']));
const count = Number(options.get('--count') ?? 1_000);
const seed = Number(options.get('--seed') ?? 7);
const only = options.get('--only') ?? '';

async function* inOne(entries: readonly LogEntry[]) {
  await Promise.resolve();
  yield entries;
}

function audit(scene: Scene, closed: readonly LogEntry[] = scene.closed): Promise<LedgerAudit> {
  const ask = async <Row>(sql: string, parameters: unknown[]) =>
    (await scene.owner.query(sql, parameters)).rows as Row[];
  const parts = { ledger: ask, views: ask, keysOf: () => Promise.resolve(scene.keys) };
  return auditLedger({ ...parts, closed: () => inOne(closed), opened: () => inOne(scene.opened) });
}

async function verify(scene: Scene, file: Buffer): Promise<boolean> {
  async function* chunk() {
    await Promise.resolve();
    yield file;
  }
  return (await verifyExport(chunk(), scene.policy)).ok;
}

/** Whether one change of the class is noticed; undefined when the dice changed nothing. */
type Attempt = (scene: Scene, chance: Chance) => Promise<boolean | undefined>;

const attempts = new Map<string, Attempt>();
for (const [name, change] of Object.entries(rowChanges))
  attempts.set(name, async (scene, chance) => {
    await scene.owner.query('begin');
    try {
      const made = await change(scene.owner, chance).catch((error: { code?: string }) => {
        // A key that is taken already: Postgres itself has refused.
        if (error.code?.startsWith('23')) return undefined;
        throw error;
      });
      return made === true ? (await audit(scene)).findings.length > 0 : undefined;
    } finally {
      await scene.owner.query('rollback');
    }
  });
for (const [name, change] of Object.entries(logChanges))
  attempts.set(name, async (scene, chance) => {
    const log = change(scene.closed, chance);
    return log && (await audit(scene, log)).findings.length > 0;
  });
for (const [name, change] of Object.entries(exportChanges))
  attempts.set(name, async (scene, chance) => {
    const file = change(scene.exported, chance);
    return file && !(await verify(scene, file));
  });
const history = historyOf(parsePolicy(JSON.stringify(policyJson)));
for (const [name, change] of Object.entries(historyChanges))
  attempts.set(name, (_scene, chance) => change(history, chance));

/** A bar on terminals only. */
function progress(name: string, made: number): void {
  if (!process.stderr.isTTY) return;
  const bar = '#'.repeat(Math.floor((25 * made) / count)).padEnd(25, '.');
  process.stderr.write(made >= count ? '\r\u001b[K' : `\r\u001b[K[${bar}] ${name} ${made} of ${count}`);
}

const folder = await mkdtemp(path.join(tmpdir(), 'handoff-tamper-'));
const postgres = await startPostgres({ dataDir: folder, log: () => undefined });
process.env.HANDOFF_TEST_POSTGRES = postgres.url;
const scene = await setScene(70);
let missed = 0;
try {
  const clean = await audit(scene);
  const { leaves, events, rows, findings } = clean;
  console.log(
    `${leaves} leaves, ${events} events, ${rows} rows, an export of ${scene.exported.length} bytes; seed ${seed}`,
  );
  if (findings.length > 0) console.log(JSON.stringify(findings));
  for (const [name, attempt] of attempts) {
    if (!name.includes(only)) continue;
    const chance = new Chance(seed);
    let [made, noticed] = [0, 0];
    for (let tries = 0; made < count && tries < 4 * count; tries += 1) {
      progress(name, made);
      const found = await attempt(scene, chance);
      if (found === undefined) continue;
      made += 1;
      if (found) noticed += 1;
    }
    progress(name, count);
    // A class that could hardly be tried has not been tried.
    missed += made - noticed + (made < count ? 1 : 0);
    console.log(`${name.padEnd(26)} ${noticed} of ${made} noticed  ${(noticed / made).toFixed(3)}`);
  }
  if ('clean'.includes(only)) {
    let alarms = 0;
    for (let i = 0; i < count; i += 1) {
      progress('clean', i);
      if ((await audit(scene)).findings.length > 0 || !(await verify(scene, scene.exported))) alarms += 1;
    }
    progress('clean', count);
    console.log(`${'clean'.padEnd(26)} ${alarms} false alarms of ${count}`);
    missed += alarms;
  }
} finally {
  await scene.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
