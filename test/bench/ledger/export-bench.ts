import { execFile, fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import { KeyStore, KeyedFieldSealer, WorkspaceKeys, parseMasterKey } from '#personal-data';
import { LedgerKeys, Signer, exportKeys, heldInMemory } from '#read-models';
import type { Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { workspaceId } from '../views/histories.js';
import { fillLedger } from './fill-ledger.js';
import type { RenderTask, Rendering } from './render-process.js';

const logName = 'bench.example/ledger';
const seed = randomBytes(32).toString('hex');
const keys = new LedgerKeys(logName, [seed]);

/** An export beside COPY of the same rows, and its verification beside bare SHA-256 of the same bytes. */
export async function exportBench(stage: Stage, entries: number, file: string): Promise<Row[]> {
  const pool = (connectionString: string) => new Pool({ connectionString, max: 4 });
  const ledger = pool(stage.roleUrls.handoff_ledger);
  const keyPool = pool(stage.roleUrls.handoff_keys);
  const owner = pool(stage.ownerUrl);
  try {
    process.stderr.write('filling the ledger …\n');
    const keyStore = new KeyStore(keyPool, new WorkspaceKeys(keyPool, parseMasterKey(stage.masterKey)));
    await fillLedger(ledger, new KeyedFieldSealer(keyStore), entries);
    const signing = await signed(ledger);
    process.stderr.write('exporting …\n');
    const copying = await copied(owner);
    const made = await rendered({
      ...{ apiUrl: stage.roleUrls.handoff_api, keysUrl: stage.roleUrls.handoff_keys, masterKey: stage.masterKey },
      ...{ logName, seed, file },
    });
    // Before and after, since a machine's pace changes within a minute.
    const copyingAgain = await copied(owner);
    const pace = made.entries / ((copying + copyingAgain) / 2);
    return [
      { what: 'tree and signature over all leaves', figure: made.entries / signing, unit: 'leaves/s' },
      { what: 'COPY of row_to_json', figure: pace, unit: 'entries/s' },
      {
        what: `export of ${made.entries.toLocaleString('en')} entries`,
        figure: made.entries / made.seconds,
        unit: 'entries/s',
        against: { what: 'COPY of row_to_json', ratio: made.entries / made.seconds / pace, target: 0.6 },
      },
      {
        what: 'export, memory it adds to its process at its largest',
        figure: (made.peak - made.before) / 1e6,
        unit: 'MB',
        against: { what: '200 MB (the other way round)', ratio: 200e6 / (made.peak - made.before), target: 1 },
      },
      { what: 'of that, after the first tenth of the entries', figure: (made.peak - made.early) / 1e6, unit: 'MB' },
      { what: 'memory of that process before it began', figure: made.before / 1e6, unit: 'MB' },
      { what: 'export, size', figure: made.bytes / 1e6, unit: 'MB' },
      ...(await verified(file, made.entries)),
    ];
  } finally {
    await Promise.all([ledger, keyPool, owner].map((one) => one.end()));
  }
}

/** Seconds to grow the tree over all leaves and sign it. */
async function signed(ledger: Pool): Promise<number> {
  const { signal } = new AbortController();
  const signer = new Signer({ pool: ledger, keys, held: heldInMemory(), signal });
  signer.sequenced(new Map([[workspaceId, 1]]));
  const start = performance.now();
  await signer.signWaiting();
  return (performance.now() - start) / 1_000;
}

/** In a process that does nothing else, started as every other: no limits of memory but those that the export sets itself. */
function rendered(task: RenderTask): Promise<Rendering> {
  const child = fork(path.join(import.meta.dirname, 'render-process.js'), [], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (rendering: Rendering) => resolve(rendering));
    child.once('exit', (code) => reject(new Error(`the process of the export ended with ${code}`)));
    child.send(task);
  });
}

/** Seconds of COPY. */
async function copied(owner: Pool): Promise<number> {
  const target = path.join(tmpdir(), `bench-copy-${process.pid}`);
  const start = performance.now();
  await owner.query(
    `copy (select row_to_json(t) from (select index, convert_from(leaf, 'utf8') as leaf, sealed from ledger.leaf
           where workspace_id = '${workspaceId}' order by index) t) to '${target}'`,
  );
  const seconds = (performance.now() - start) / 1_000;
  await rm(target, { force: true });
  return seconds;
}

/** As an auditor does it: the one file as a process of its own, with its start. */
async function verified(file: string, entries: number): Promise<Row[]> {
  const hashing = performance.now();
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 256 << 10 })) hash.update(chunk as Buffer);
  const bare = (performance.now() - hashing) / 1_000;
  const policy = `${file}.policy.json`;
  await writeFile(
    policy,
    JSON.stringify({
      format: 'handoff-policy/1',
      logs: [{ origin: keys.originOf(workspaceId), keys: keys.verifiersOf(workspaceId) }],
      exports: [exportKeys(logName, seed).verifier],
    }),
  );
  const program = path.resolve(import.meta.dirname, '../../../handoff-verify.mjs');
  const verifying = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program, file, '--policy', policy]);
  const seconds = (performance.now() - verifying) / 1_000;
  if (!stdout.includes(`entries     ${entries}: ${entries} shown`))
    throw new Error(`the export does not verify: ${stdout}`);
  return [
    { what: 'bare SHA-256 of the file', figure: entries / bare, unit: 'entries/s' },
    {
      what: 'offline verification (handoff-verify.mjs, with its start)',
      figure: entries / seconds,
      unit: 'entries/s',
      against: { what: '80,000 entries/s', ratio: entries / seconds / 80_000, target: 1 },
    },
  ];
}
