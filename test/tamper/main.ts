import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '#embedded-postgres';
import { verifyExport } from '#ledger';
import { auditLedger, type LedgerAudit } from '#read-models';
import type { LogEntry } from '#event-store';
import { exportChanges } from './change-export.js';
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
      const found = await attempt(scene, chance);
      if (found === undefined) continue;
      made += 1;
      if (found) noticed += 1;
    }
    missed += made - noticed;
    console.log(`${name.padEnd(26)} ${noticed} of ${made} noticed  ${(noticed / made).toFixed(3)}`);
  }
  if ('clean'.includes(only)) {
    let alarms = 0;
    for (let i = 0; i < count; i += 1)
      if ((await audit(scene)).findings.length > 0 || !(await verify(scene, scene.exported))) alarms += 1;
    console.log(`${'clean'.padEnd(26)} ${alarms} false alarms of ${count}`);
    missed += alarms;
  }
} finally {
  await scene.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
