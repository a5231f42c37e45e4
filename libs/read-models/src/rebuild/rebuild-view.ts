import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { transaction } from '../projector/commit-batch.js';
import { digestOfTable } from '../view/digest.js';
import type { View } from '../view/view.js';
import { comeNear, fill, livePosition, type FillOptions } from './fill-sides.js';
import { dropOld, open, prepare, putInPlace, sideTable } from './side-table.js';

export { RebuildInterrupted } from './fill-sides.js';

export interface RebuildOptions extends FillOptions {
  /** As the owner of the schema: makes and renames tables. */
  readonly owner: Pool;
  /** As `handoff_projector`: reads and writes rows, on up to `lanes` connections at once. */
  readonly pool: Pool;
  /** 2 unless said; more than there are processors gains nothing. */
  readonly lanes?: number;
  /** How long the switch waits for queries that run before it gives way to those that wait behind it, in milliseconds. */
  readonly patienceMs?: number;
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
 * @throws RebuildInterrupted
 */
export async function rebuildViews(views: readonly View[], options: RebuildOptions): Promise<Rebuilt[]> {
  const { owner, pool, lanes = 2, onRebuilt } = options;
  const taken: PoolClient[] = [];
  const take = async (from: Pool) => {
    const client = await from.connect();
    taken.push(client);
    return client;
  };
  try {
    const holder = await take(owner);
    const clients: PoolClient[] = [];
    for (let i = 0; i < Math.min(lanes, views.length); i += 1) clients.push(await take(pool));
    const [client] = clients;
    if (client === undefined) return [];
    for (const view of views) await prepare(holder, view);
    await comeNear(clients, views, options);
    const rebuilt: Rebuilt[] = [];
    for (const view of views) {
      await open(holder, view);
      const compared = await compare(holder, client, view, options);
      await switchOver(holder, client, view, options);
      await dropOld(holder, view);
      rebuilt.push(compared);
      onRebuilt?.(compared);
    }
    return rebuilt;
  } finally {
    for (const one of taken) one.release();
  }
}

/** Keeps the projector between two batches while the work is done. */
function held<Result>(holder: PoolClient, view: View, work: (live: bigint) => Promise<Result>): Promise<Result> {
  return transaction(holder, async () => work(await livePosition(holder, view, 'for update')));
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
    const rebuilt = await digestOfTable(view, client, sideTable(view));
    const live = await digestOfTable(view, client);
    return { view: view.name, position, rebuilt, live, equal: rebuilt === live };
  } finally {
    await client.query('rollback');
  }
}

/** How long the renaming waits for queries that run, in milliseconds, and how often it is tried. */
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
