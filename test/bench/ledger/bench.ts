import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { EventStoreDB, streamPrefixes } from '#event-store';
import { KeepSealed } from '#messaging';
import { projections, runProjector, runSequencer } from '#read-models';
import { setStage, type Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from '../views/fill-log.js';
import { openParts, type Parts } from '../views/parts.js';
import { exportBench } from './export-bench.js';

/**
 * `npm run bench -- ledger [--events N] [--entries N] [--only share|export]`: what the ledger takes from the projector's throughput; an
 * export beside COPY of the same rows; its verification beside bare SHA-256 of the same bytes.
 */
export async function bench(args: readonly string[]): Promise<Row[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '200000' },
      entries: { type: 'string', default: '1000000' },
      only: { type: 'string' },
    },
  });
  return [
    ...(values.only === 'export' ? [] : await onStage((stage) => share(stage, Number(values.events)))),
    ...(values.only === 'share'
      ? []
      : await onStage((stage, folder) => exportBench(stage, Number(values.entries), path.join(folder, 'export.tar')))),
  ];
}

async function onStage(measure: (stage: Stage, folder: string) => Promise<Row[]>): Promise<Row[]> {
  const stage = await setStage();
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ledger-'));
  try {
    return await measure(stage, folder);
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The views alone, then the ledger: both follow the same log from its beginning. */
async function share(stage: Stage, count: number): Promise<Row[]> {
  const parts = openParts(stage);
  const ledger = new Pool({ connectionString: stage.roleUrls.handoff_ledger, max: 4 });
  try {
    process.stderr.write('filling the log …\n');
    const events = await fillLog(parts.store, count, () => undefined);
    return await oneAfterTheOther(stage, parts, ledger, events);
  } finally {
    await ledger.end();
    await parts.stop();
  }
}

async function oneAfterTheOther(
  stage: Stage,
  { store, projector }: Parts,
  ledger: Pool,
  events: number,
): Promise<Row[]> {
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
