import { Pool } from 'pg';
import { EventStoreDB, SharedReading, streamPrefixes } from '#event-store';
import { KeepSealed } from '#messaging';
import { projections, runProjector, runSequencer, views } from '#read-models';
import type { Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { fillLog } from '../views/fill-log.js';
import { openParts, type Parts } from '../views/parts.js';

/** How often the log is followed from its beginning, each time without the ledger and with it. */
const rounds = 6;

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
 * turn. With the ledger it is over when both are at the end. The best of each counts: what else the machine does only ever slows.
 */
export async function withAndWithout(stage: Stage, parts: Parts, ledger: Pool, events: number): Promise<Row[]> {
  const { store, owner } = parts;
  const head = (await store.head(streamPrefixes))!;
  const { eventStoreUrl: connectionString } = stage;
  const closed = new EventStoreDB({ connectionString, sealer: new KeepSealed(), asStored: true, timeoutMs: 60_000 });
  const follow = (signal: AbortSignal, sharing: SharedReading, at: (position: bigint) => void) =>
    runProjector({
      ...{ store, sharing, pool: parts.projector, projections, signal },
      onLag: ({ position }) => at(position),
    });
  const keep = (signal: AbortSignal, sharing: SharedReading, at: (position: bigint) => void) =>
    runSequencer({
      ...{ store: closed, sharing, pool: ledger, signal },
      onSequenced: (_grown, position) => at(position),
      onAlarm: (error) => console.error(error.message),
    });
  const alone: Cost[] = [];
  const both: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await empty(owner);
    alone.push(await costOf(head, [follow]));
    await empty(owner);
    both.push(await costOf(head, [follow, keep]));
  }
  await closed.close();
  const best = (costs: readonly Cost[], of: keyof Cost) => Math.min(...costs.map((cost) => cost[of]));
  const row = (what: string, costs: readonly Cost[]): Row => ({
    ...{ what, figure: events / best(costs, 'seconds'), unit: 'events/s' },
  });
  return [
    row('projector without the ledger', alone),
    {
      ...row('projector with the ledger', both),
      against: { what: 'without', ratio: best(alone, 'seconds') / best(both, 'seconds'), target: 0.95 },
    },
    { what: 'its processor time without', figure: (best(alone, 'busy') / events) * 1e6, unit: 'µs/event' },
    { what: 'its processor time with', figure: (best(both, 'busy') / events) * 1e6, unit: 'µs/event' },
  ];
}

/** Seconds on the clock, and seconds of processor time of this process. */
interface Cost {
  readonly seconds: number;
  readonly busy: number;
}

type Runner = (signal: AbortSignal, sharing: SharedReading, at: (position: bigint) => void) => Promise<void>;

/** What it costs until all of them, who share one reading of the log, are at its head. */
async function costOf(head: bigint, runners: readonly Runner[]): Promise<Cost> {
  const stopping = new AbortController();
  const sharing = new SharedReading();
  const behind = new Set(runners);
  const before = process.cpuUsage();
  const start = performance.now();
  let cost: Cost | undefined;
  await Promise.all(
    runners.map((run) =>
      run(stopping.signal, sharing, (position) => {
        if (position < head || !behind.delete(run) || behind.size > 0) return;
        const { user, system } = process.cpuUsage(before);
        cost = { seconds: (performance.now() - start) / 1_000, busy: (user + system) / 1e6 };
        stopping.abort();
      }),
    ),
  );
  return cost!;
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
