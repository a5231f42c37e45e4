import { Pool } from 'pg';
import { EventStoreDB, SharedReading, streamPrefixes } from '#event-store';
import { KeepSealed } from '#messaging';
import { projections, runProjector, runSequencer, views } from '#read-models';
import type { Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from '../views/fill-log.js';
import { openParts, type Parts } from '../views/parts.js';

/** How often the log is followed from its beginning, each time without the ledger and with it. */
const rounds = 2;

/** What the ledger takes from the projector's throughput over a log of so many events. */
export async function share(stage: Stage, count: number): Promise<Row[]> {
  const parts = openParts(stage);
  const ledger = new Pool({ connectionString: stage.roleUrls.handoff_ledger, max: 4 });
  try {
    process.stderr.write('filling the log …\n');
    const events = await fillLog(parts.store, count, () => undefined);
    return await withAndWithout(stage, parts, ledger, events);
  } finally {
    await ledger.end();
    await parts.stop();
  }
}

/**
 * The projector as a process runs it, from the beginning of the log to its end: views alone, and views with the ledger beside them, in
 * turn. With the ledger it is over when both are at the end.
 */
export async function withAndWithout(stage: Stage, parts: Parts, ledger: Pool, events: number): Promise<Row[]> {
  const head = (await parts.store.head(streamPrefixes))!;
  const closed = new EventStoreDB({
    connectionString: stage.eventStoreUrl,
    sealer: new KeepSealed(),
    asStored: true,
    timeoutMs: 60_000,
  });
  const runs: { readonly alone: number; readonly both: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await empty(parts.owner);
    const alone = await timed(async (signal, done) => {
      await runProjector({
        ...{ store: parts.store, sharing: new SharedReading(), pool: parts.projector, projections, signal },
        onLag: ({ position }) => position >= head && done(),
      });
    });
    await empty(parts.owner);
    const both = await timed(async (signal, done) => {
      const sharing = new SharedReading();
      const missing = new Set(['views', 'ledger']);
      const at = (who: string, position: bigint) => {
        if (position >= head && missing.delete(who) && missing.size === 0) done();
      };
      await Promise.all([
        runProjector({
          ...{ store: parts.store, sharing, pool: parts.projector, projections, signal },
          onLag: ({ position }) => at('views', position),
        }),
        runSequencer({
          ...{ store: closed, sharing, pool: ledger, signal },
          onSequenced: (_grown, position) => at('ledger', position),
          onAlarm: (error) => console.error(error.message),
        }),
      ]);
    });
    runs.push({ alone, both });
  }
  await closed.close();
  const alone = mean(runs.map((run) => run.alone));
  const both = mean(runs.map((run) => run.both));
  return [
    { what: 'projector without the ledger', figure: events / alone, unit: 'events/s' },
    {
      what: 'projector with the ledger',
      figure: events / both,
      unit: 'events/s',
      against: { what: 'without', ratio: alone / both, target: 0.95 },
    },
  ];
}

function mean(of: readonly number[]): number {
  return of.reduce((a, b) => a + b, 0) / of.length;
}

/** Nothing was projected yet, and nothing sequenced. */
async function empty(owner: Pool): Promise<void> {
  for (const { table } of views) await owner.query(`truncate views.${table.name}`);
  await owner.query('delete from views.checkpoint');
  await owner.query('select graphile_worker.remove_job(key) from graphile_worker.jobs');
  await owner.query('truncate ledger.leaf');
  await owner.query('update ledger.sequencer set position = -1');
  await owner.query('checkpoint');
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
