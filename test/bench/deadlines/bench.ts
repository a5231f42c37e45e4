import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { projections, runProjector } from '#read-models';
import { bareClient } from '../commands/bare-client.js';
import { startWriter, type Writer } from '../commands/conversations.js';
import { setStage, type Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import { dueConversations } from './due-conversations.js';
import { extendedWindow } from './extended-window.js';
import { startTimekeeper } from './start-timekeeper.js';
import { watchTimeouts, type Timeouts } from './timeouts.js';

const limitMs = 240_000;

/** What a deadline that fires writes here. */
const written = ['TimedOut', 'HandoffRequested'] as const;

/**
 * `npm run bench -- deadlines [COUNT]`: so many conversations due in the same second, once undisturbed and once with the timekeeper
 * killed in the middle; beside the bare client that reads and appends the same.
 */
export async function bench([count = '10000']: readonly string[]): Promise<Row[]> {
  await using parts = new AsyncDisposableStack();
  const begin = <Part extends { stop(): unknown }>(part: Part) =>
    parts.adopt(part, async (one) => void (await one.stop()));
  const stage = begin(await setStage());
  const writer = begin(await startWriter(stage));
  const timeouts = begin(watchTimeouts(stage.eventStoreUrl, 'agent_turn'));
  const jobs = begin(scheduleJobs(stage, writer));

  const quiet = await quietRun({ stage, writer, timeouts, jobs }, Number(count));
  say('the bare client reads and appends');
  // Right after the run that it is held against: what else the machine does should meet them alike.
  const bare = begin(await bareClient(stage.eventStoreUrl, quiet.ids.map(streamOf), 32, written));
  const floor = await bare.readsAndAppends(await bare.copy(quiet.ids.slice(0, 5_000).map(streamOf), written[0]));
  const killed = await killedRun({ stage, writer, timeouts, jobs }, Number(count));
  const extended = await extendedWindow(stage, writer);
  return rowsOf(quiet, killed, extended, floor);
}

interface Parts {
  readonly stage: Stage;
  readonly writer: Writer;
  readonly timeouts: Timeouts;
  readonly jobs: { ready(count: number): Promise<void> };
}

const streamOf = (id: string) => `conversation-${id}`;

/** The projection that schedules the jobs, alone. */
function scheduleJobs({ roleUrls, ownerUrl }: Stage, { platform }: Writer) {
  const pool = new Pool({ connectionString: roleUrls.handoff_projector, max: 3 });
  const owner = new Pool({ connectionString: ownerUrl, max: 1 });
  const stopping = new AbortController();
  const running = runProjector({
    store: platform.store,
    pool,
    projections: projections.filter(({ name }) => name === 'deadline-jobs'),
    signal: stopping.signal,
    onFault: (error) => console.error(error),
  });
  return {
    /** Resolves when so many jobs wait. */
    async ready(count: number): Promise<void> {
      const asked = 'select count(*)::int as waiting from graphile_worker._private_jobs';
      for (;;) {
        const { rows } = await owner.query<{ waiting: number }>(asked);
        if (rows[0]!.waiting >= count) return;
        await pause(100);
      }
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all([pool.end(), owner.end()]);
    },
  };
}

/** Writes a few to learn how long the others will take, and has all of them due shortly after that. */
async function prepare({ writer, jobs }: Parts, count: number) {
  say(`${count} conversations with a deadline are written`);
  const started = performance.now();
  const probe = Math.min(500, count);
  await dueConversations(writer, probe, new Date(Date.now() + 3_600_000).toISOString());
  const each = (performance.now() - started) / probe;
  const due = Math.ceil((Date.now() + each * count * 1.6 + 15_000) / 1_000) * 1_000;
  const ids = await dueConversations(writer, count, new Date(due).toISOString());
  await jobs.ready(count);
  if (Date.now() > due - 3_000)
    throw new Error('The conversations were due before all of them were written; run again.');
  return { due, ids };
}

async function quietRun(parts: Parts, count: number) {
  const before = parts.timeouts.written.length;
  const { due, ids } = await prepare(parts, count);
  const timekeeper = await startTimekeeper(parts.stage);
  say('all are due');
  await parts.timeouts.reach(before + count, due - Date.now() + limitMs);
  await pause(1_000);
  await timekeeper.kill();
  const times = parts.timeouts.written.slice(before).map(({ at }) => at - due);
  return { ids, times: sorted(times), begun: sorted(timekeeper.late), ...wrongCounts(parts.timeouts, ids) };
}

async function killedRun(parts: Parts, count: number) {
  const before = parts.timeouts.written.length;
  const { due, ids } = await prepare(parts, count);
  const first = await startTimekeeper(parts.stage);
  say('all are due, and the timekeeper is killed');
  await parts.timeouts.reach(before + Math.floor(count * 0.4), due - Date.now() + limitMs);
  await first.kill();
  const killedAt = Date.now();
  const atKill = parts.timeouts.written.length;
  const second = await startTimekeeper(parts.stage);
  await parts.timeouts.reach(before + count, limitMs);
  await pause(1_000);
  await second.kill();
  const after = parts.timeouts.written.slice(atKill).find(({ at }) => at > killedAt + 50);
  const all = parts.timeouts.written.slice(before).map(({ at }) => at - due);
  return { resumedMs: (after?.at ?? NaN) - killedAt, lastMs: Math.max(...all), ...wrongCounts(parts.timeouts, ids) };
}

function wrongCounts({ counts }: Timeouts, ids: readonly string[]) {
  return {
    lost: ids.filter((id) => (counts.get(id) ?? 0) === 0).length,
    twice: ids.filter((id) => (counts.get(id) ?? 0) > 1).length,
  };
}

function rowsOf(
  quiet: Awaited<ReturnType<typeof quietRun>>,
  killed: Awaited<ReturnType<typeof killedRun>>,
  extended: Awaited<ReturnType<typeof extendedWindow>>,
  floor: number,
): Row[] {
  const at = (times: readonly number[], q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))]!;
  const last = quiet.times.at(-1)!;
  const rate = (quiet.times.length - 1) / ((last - quiet.times[0]!) / 1_000);
  const within = (what: string, figure: number, target: number): Row => ({
    ...{ what, figure, unit: 'ms', against: { what: `the limit of ${target} ms`, ratio: target / figure, target: 1 } },
  });
  return [
    { what: 'the job begun: half within', figure: at(quiet.begun, 0.5), unit: 'ms' },
    within('the job begun: 99 of 100 within', at(quiet.begun, 0.99), 2_000),
    { what: 'TimedOut written: half within', figure: at(quiet.times, 0.5), unit: 'ms' },
    { what: 'TimedOut written: 99 of 100 within', figure: at(quiet.times, 0.99), unit: 'ms' },
    { what: 'TimedOut written: the earliest', figure: quiet.times[0]!, unit: 'ms' },
    { what: 'the bare client reads and appends', figure: floor, unit: 'times/s' },
    {
      ...{ what: 'TimedOut written', figure: rate, unit: 'times/s' },
      against: { what: 'bare read + append', ratio: rate / floor, target: 0.5 },
    },
    { what: 'lost', figure: quiet.lost, unit: '' },
    { what: 'twice', figure: quiet.twice, unit: '' },
    { what: 'killed in the middle: lost', figure: killed.lost, unit: '' },
    { what: 'killed in the middle: twice', figure: killed.twice, unit: '' },
    { what: 'killed in the middle: from the kill to the next one', figure: killed.resumedMs, unit: 'ms' },
    { what: 'killed in the middle: the last one after it was due', figure: killed.lastMs, unit: 'ms' },
    { what: 'timeouts of an idle window that 1,000 messages extended', figure: extended.times, unit: '' },
    { what: 'it came after its time by', figure: extended.lateMs, unit: 'ms' },
  ];
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function say(what: string): void {
  process.stderr.write(`${what} …                    \r`);
}
