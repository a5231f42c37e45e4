import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { transaction } from '../projector/commit-batch.js';
import { fingerprintOfTable } from '../view/fingerprint.js';
import type { View } from '../view/view.js';
import { comeNear, fill, livePosition, type FillOptions } from './fill-sides.js';
import { keepForOne } from './one-at-a-time.js';
import { dropOld, largestFirst, open, prepare, putInPlace, sideTable } from './side-table.js';

export { RebuildInterrupted } from './fill-sides.js';
export { RebuildRunning } from './one-at-a-time.js';

export interface RebuildOptions extends FillOptions {
  /** As the owner of the schema: makes and renames tables. */
  readonly owner: Pool;
  /** As `handoff_projector`: reads and writes rows, on up to `lanes` connections at once. */
  readonly pool: Pool;
  /** 3 unless said; each takes a connection of either pool. */
  readonly lanes?: number;
  /** How long the switch waits for queries that run before it gives way to those that wait behind it, in milliseconds. */
  readonly patienceMs?: number;
  /** How long another rebuild of one of the views is given to end, in milliseconds; 3 seconds unless said. */
  readonly turnMs?: number;
  /** Told each time it gave way; it tries again, 20 times in all. */
  readonly onGivingWay?: (tries: number) => void;
  /** Told of every view once it is in place. */
  readonly onRebuilt?: (rebuilt: Rebuilt) => void;
}

export interface Rebuilt {
  readonly view: string;
  /** At which position the two were compared. */
  readonly position: bigint;
  readonly rebuilt: string;
  readonly live: string;
  /** The rebuilt rows equalled the live ones, byte for byte. Not so where the version is another: then they need not. */
  readonly equal: boolean;
}

/** As `rebuildViews`, for one. */
export async function rebuildView(view: View, options: RebuildOptions): Promise<Rebuilt> {
  return (await rebuildViews([view], options))[0]!;
}

/**
 * Folds views anew, each into a table beside the live one while that serves and moves on, compares the two at one position, and puts the
 * new one in its place in one transaction. The log is read once for all of them. A rebuild that was interrupted goes on; a view of
 * another version begins anew.
 * @throws RebuildInterrupted, RebuildRunning
 */
export async function rebuildViews(views: readonly View[], options: RebuildOptions): Promise<Rebuilt[]> {
  const lanes: RebuildLane[] = [];
  try {
    await openLanes(lanes, Math.min(options.lanes ?? 3, views.length), options);
    const [first] = lanes;
    if (first === undefined) return [];
    await keepForOne(first.holder, views, options.turnMs ?? defaultPatienceMs);
    for (const view of views) await prepare(first.holder, view);
    await comeNear(
      lanes.map(({ client }) => client),
      views,
      options,
    );
    // The largest first: they take longest, and none is to be left alone at the end.
    const sorted = await largestFirst(first.holder, views);
    const rebuilt = await eachInALane(lanes, sorted, (view, lane) => finish(view, lane, options));
    return views.map((view) => rebuilt[sorted.indexOf(view)]!);
  } finally {
    for (const { holder, client } of lanes) {
      holder.off('error', heard);
      // Closed: the one may keep views for itself, the other has a setting of its own.
      holder.release(true);
      client.release(true);
    }
  }
}

/** What one view is worked on with. */
interface RebuildLane {
  /** As the owner of the schema: holds the projector, makes and renames tables. */
  readonly holder: PoolClient;
  readonly client: PoolClient;
}

async function openLanes(lanes: RebuildLane[], count: number, { owner, pool }: RebuildOptions): Promise<void> {
  while (lanes.length < count) {
    const holder = await owner.connect();
    const client = await pool.connect().catch((error: unknown) => {
      holder.release();
      throw error;
    });
    for (const each of [holder, client]) each.on('error', heard);
    lanes.push({ holder, client });
    // What a crash takes away is filled again: the checkpoint goes with the rows.
    await client.query('set synchronous_commit = off');
  }
}

/** A connection that breaks fails the query that uses it; unheard, what it says besides would end the process. */
function heard(): void {}

/** Does the work for every view, in each lane one after another; the results are in the order of the views. */
async function eachInALane<Result>(
  lanes: readonly RebuildLane[],
  views: readonly View[],
  work: (view: View, lane: RebuildLane) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let failed = false;
  const outcomes = await Promise.allSettled(
    lanes.map(async (lane) => {
      for (let i = next++; i < views.length && !failed; i = next++)
        results[i] = await work(views[i]!, lane).catch((error: unknown) => {
          failed = true;
          throw error;
        });
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}

async function finish(view: View, { holder, client }: RebuildLane, options: RebuildOptions): Promise<Rebuilt> {
  await open(holder, view);
  const rebuilt = await compare(holder, client, view, options);
  await switchOver(holder, client, view, options);
  await dropOld(holder, view);
  options.onRebuilt?.(rebuilt);
  return rebuilt;
}

/** Keeps the projector between two batches while the work is done. */
function held<Result>(holder: PoolClient, view: View, work: (live: bigint) => Promise<Result>): Promise<Result> {
  return transaction(holder, async () => {
    await holder.query('select from views.checkpoint where projection = $1 for update', [view.name]);
    // Asked only now: what the others' last batch moved while this waited for it must be seen.
    return work(await livePosition(holder, view));
  });
}

/** Both tables at one position: the projector is held for the moment in which a snapshot is taken, not for the reading. */
async function compare(holder: PoolClient, client: PoolClient, view: View, options: RebuildOptions): Promise<Rebuilt> {
  await comeNear([client], [view], options);
  const position = await held(holder, view, async (live) => {
    await fill([client], [view], live, options);
    await client.query('begin isolation level repeatable read read only');
    await livePosition(client, view);
    return live;
  });
  try {
    const rebuilt = await fingerprintOfTable(client, sideTable(view));
    const live = await fingerprintOfTable(client, view.table.name);
    return { view: view.name, position, rebuilt, live, equal: rebuilt === live };
  } finally {
    await client.query('rollback');
  }
}

/** How long the renaming waits for queries that run, or a rebuild for another one, in milliseconds; and how often the renaming is tried. */
const defaultPatienceMs = 3_000;
const maxTries = 20;

/** While the renaming waits, so do the projector and new queries: it gives way to a long query and comes back. */
async function switchOver(holder: PoolClient, client: PoolClient, view: View, options: RebuildOptions): Promise<void> {
  const { patienceMs = defaultPatienceMs, onGivingWay } = options;
  for (let tries = 1; ; tries += 1) {
    await comeNear([client], [view], options);
    try {
      await held(holder, view, async (live) => {
        await fill([client], [view], live, options);
        await holder.query(`select set_config('lock_timeout', $1, true)`, [String(patienceMs)]);
        await putInPlace(holder, view);
      });
      return;
    } catch (error) {
      const lockNotAvailable = error instanceof DatabaseError && error.code === '55P03';
      if (!lockNotAvailable || tries === maxTries) throw error;
      onGivingWay?.(tries);
    }
  }
}
