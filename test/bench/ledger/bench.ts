import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { withWorkspace } from '#access';
import { EventStoreDB, streamPrefixes } from '#event-store';
import { parsePolicy, parseSignerKey, verifyExport } from '#ledger';
import { KeepSealed } from '#messaging';
import { KeyStore, SaltedOpener, WorkspaceKeys, parseMasterKey } from '#personal-data';
import {
  Cursors,
  LedgerKeys,
  Signer,
  exportKeys,
  findCheckpoint,
  heldInMemory,
  projections,
  renderExport,
  runProjector,
  runSequencer,
  type Reader,
} from '#read-models';
import { setStage, type Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from '../views/fill-log.js';
import { workspaceId } from '../views/histories.js';
import { openParts, type Parts } from '../views/parts.js';

const seed = randomBytes(32).toString('hex');
const keys = new LedgerKeys('bench.example/ledger', [seed]);
const exporting = exportKeys('bench.example/ledger', seed);

/**
 * `npm run bench -- ledger [--events N]`: what the ledger takes from the projector's throughput; an export beside COPY of the same rows;
 * its verification beside bare SHA-256 of the same bytes.
 */
export async function bench(args: readonly string[]): Promise<Row[]> {
  const { values } = parseArgs({ args: [...args], options: { events: { type: 'string', default: '1000000' } } });
  const stage = await setStage();
  const parts = openParts(stage);
  const ledger = new Pool({ connectionString: stage.roleUrls.handoff_ledger, max: 4 });
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ledger-'));
  try {
    process.stderr.write('filling the log …\n');
    const events = await fillLog(parts.store, Number(values.events), () => undefined);
    return [
      ...(await share(stage, parts, ledger, events)),
      ...(await exported(stage, parts, ledger, path.join(folder, 'export.tar'))),
    ];
  } finally {
    await ledger.end();
    await parts.stop();
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both read the same log from its beginning, one after the other. */
async function share(stage: Stage, { store, projector }: Parts, ledger: Pool, events: number): Promise<Row[]> {
  const head = (await store.head(streamPrefixes))!;
  const views = await timed(async (signal, done) => {
    await runProjector({
      ...{ store, pool: projector, projections, signal },
      onLag: ({ position }) => position >= head && done(),
    });
  });
  const closed = new EventStoreDB({
    connectionString: stage.eventStoreUrl,
    sealer: new KeepSealed(),
    asStored: true,
    timeoutMs: 60_000,
  });
  const sequenced = await timed(async (signal, done) => {
    await runSequencer({
      ...{ store: closed, pool: ledger, signal },
      onSequenced: (_grown, position) => position >= head && done(),
      onAlarm: (error) => console.error(error.message),
    });
  });
  await closed.close();
  return [
    { what: 'views alone', figure: events / views, unit: 'events/s' },
    { what: 'ledger alone', figure: events / sequenced, unit: 'events/s' },
    {
      what: 'views and ledger, one after the other',
      figure: events / (views + sequenced),
      unit: 'events/s',
      against: { what: 'views alone', ratio: views / (views + sequenced), target: 0.95 },
    },
  ];
}

/** Seconds until the work says that it is done; it ends when the signal aborts. */
async function timed(work: (signal: AbortSignal, done: () => void) => Promise<void>): Promise<number> {
  const stopping = new AbortController();
  const start = performance.now();
  let seconds = 0;
  await work(stopping.signal, () => {
    if (seconds === 0) seconds = (performance.now() - start) / 1_000;
    stopping.abort();
  });
  return seconds;
}

async function exported(stage: Stage, { owner }: Parts, ledger: Pool, file: string): Promise<Row[]> {
  const signal = new AbortController().signal;
  const signer = new Signer({ pool: ledger, keys, held: heldInMemory(), signal });
  signer.sequenced(new Map([[workspaceId, 1]]));
  const signing = performance.now();
  await signer.signWaiting();
  const signed = (performance.now() - signing) / 1_000;
  const api = await new DataSource({ type: 'postgres', url: stage.roleUrls.handoff_api, poolSize: 4 }).initialize();
  const keyPool = new Pool({ connectionString: stage.roleUrls.handoff_keys, max: 4 });
  const opener = new SaltedOpener(new KeyStore(keyPool, new WorkspaceKeys(keyPool, parseMasterKey(stage.masterKey))));
  const cursors = new Cursors(randomBytes(32));
  const read = <T>(work: (reader: Reader) => Promise<T>) =>
    withWorkspace(api, workspaceId, (manager) => work({ manager, workspaceId, cursors }));
  const checkpoint = (await read((reader) => findCheckpoint(reader)))!;
  const order = {
    ...{ workspaceId, filter: {}, size: checkpoint.size, since: null, checkpoint: checkpoint.note },
    requestedBy: { kind: 'member', id: 'paul' },
  };
  globalThis.gc?.();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const start = performance.now();
  const made = await renderExport(file, order, { read, opener, signer: parseSignerKey(exporting.signer) });
  const seconds = (performance.now() - start) / 1_000;
  clearInterval(watch);
  const entries = Number(checkpoint.size);
  const copied = performance.now();
  const target = path.join(tmpdir(), `bench-copy-${process.pid}`);
  await owner.query(
    `copy (select row_to_json(t) from (select index, convert_from(leaf, 'utf8') as leaf, sealed from ledger.leaf
           where workspace_id = '${workspaceId}' order by index) t) to '${target}'`,
  );
  const copying = (performance.now() - copied) / 1_000;
  await rm(target, { force: true });
  await Promise.all([api.destroy(), keyPool.end()]);
  return [
    { what: 'tree and signature over all leaves', figure: entries / signed, unit: 'leaves/s' },
    { what: 'COPY of row_to_json', figure: entries / copying, unit: 'entries/s' },
    {
      what: 'export',
      figure: entries / seconds,
      unit: 'entries/s',
      against: { what: 'COPY of row_to_json', ratio: copying / seconds, target: 0.6 },
    },
    { what: 'export, largest memory of the process', figure: peak / (1 << 20), unit: 'MB' },
    { what: 'export', figure: Number(made.bytes) / (1 << 20), unit: 'MB' },
    ...(await verified(file, entries)),
  ];
}

async function verified(file: string, entries: number): Promise<Row[]> {
  const open = () => createReadStream(file, { highWaterMark: 256 << 10 });
  const hashing = performance.now();
  const hash = createHash('sha256');
  for await (const chunk of open()) hash.update(chunk as Buffer);
  const bare = (performance.now() - hashing) / 1_000;
  const policy = parsePolicy(
    JSON.stringify({
      format: 'handoff-policy/1',
      logs: [{ origin: keys.originOf(workspaceId), keys: keys.verifiersOf(workspaceId) }],
      exports: [exporting.verifier],
    }),
  );
  const verifying = performance.now();
  const verdict = await verifyExport(open(), policy);
  const seconds = (performance.now() - verifying) / 1_000;
  if (!verdict.ok) throw new Error(`the export does not verify: ${verdict.reason?.code}`);
  return [
    { what: 'bare SHA-256 of the file', figure: entries / bare, unit: 'entries/s' },
    {
      what: 'offline verification',
      figure: entries / seconds,
      unit: 'entries/s',
      against: { what: '80,000 entries/s', ratio: entries / seconds / 80_000, target: 1 },
    },
  ];
}
