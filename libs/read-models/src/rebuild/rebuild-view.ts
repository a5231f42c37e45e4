import type { EventStore } from '#event-store';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { catchUp } from '../projector/catch-up.js';
import { readCheckpoints, rebuildSuffix } from '../projector/checkpoint.js';
import { transaction } from '../projector/commit-batch.js';
import type { Projection } from '../projector/projection.js';
import { tableSql } from '../schema/table-migration.js';
import { digestOfTable } from '../view/digest.js';
import { rowProjection } from '../view/row-projection.js';
import type { View } from '../view/view.js';

export interface RebuildOptions {
  readonly store: EventStore;
  /** As the owner of the schema: makes and renames tables. */
  readonly owner: Pool;
  /** As `handoff_projector`: reads and writes rows. */
  readonly pool: Pool;
  readonly signal: AbortSignal;
  readonly maxBatch?: number;
  /** How long the switch waits for queries that run before it gives way to those that wait behind it, in milliseconds. */
  readonly patienceMs?: number;
  /** Told each time it gave way; it tries again, 20 times in all. */
  readonly onGivingWay?: (tries: number) => void;
  /** Told after every batch: the position reached, and where the live view stands. */
  readonly onProgress?: (progress: {
    readonly position: bigint;
    readonly live: bigint;
    readonly events: number;
  }) => void;
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

/** The rebuild was told to stop; another call goes on from where it came to. */
export class RebuildInterrupted extends Error {
  override readonly name = 'RebuildInterrupted';
}

/**
 * Folds a view anew into a table beside the live one while that serves and moves on, compares the two at one position, and puts the
 * new one in its place in one transaction. A rebuild that was interrupted goes on; one of another version begins anew.
 * @throws RebuildInterrupted
 */
export async function rebuildView(view: View, options: RebuildOptions): Promise<Rebuilt> {
  const { owner, pool } = options;
  const side = sideOf(view);
  const [holder, client] = await Promise.all([owner.connect(), pool.connect()]);
  try {
    await prepare(holder, view);
    await comeNear(client, side, view, options);
    const compared = await compare(holder, client, side, view, options);
    await switchOver(holder, client, side, view, options);
    await holder.query(`drop table views.${oldTable(view)}`);
    return compared;
  } finally {
    holder.release();
    client.release();
  }
}

function sideOf(view: View): Projection {
  return { ...rowProjection(view, sideTable(view)), name: view.name + rebuildSuffix };
}

function sideTable({ table }: View): string {
  return `${table.name}_rebuilt`;
}

function oldTable({ table }: View): string {
  return `${table.name}_old`;
}

/** The table of an interrupted rebuild of this version, or a new one. What an earlier switch could not drop is dropped. */
async function prepare(holder: PoolClient, view: View): Promise<void> {
  const name = view.name + rebuildSuffix;
  await holder.query(`drop table if exists views.${oldTable(view)}`);
  const { rows } = await holder.query<{ resumes: boolean }>(
    `select to_regclass($1) is not null
       and exists (select 1 from views.checkpoint where projection = $2 and version = $3) as resumes`,
    [`views.${sideTable(view)}`, name, view.version],
  );
  if (rows[0]?.resumes === true) return;
  await transaction(holder, async () => {
    await holder.query(`drop table if exists views.${sideTable(view)}`);
    await holder.query('delete from views.checkpoint where projection = $1', [name]);
    await holder.query('delete from views.parked_stream where projection = $1', [name]);
    for (const sql of tableSql(view, sideTable(view))) await holder.query(sql);
  });
}

/** Follows until no more than a batch is missing, so that what is left to do while the live view is held is little. */
async function comeNear(client: PoolClient, side: Projection, view: View, options: RebuildOptions): Promise<void> {
  const { maxBatch = defaultBatch } = options;
  for (let last = Infinity; last > maxBatch;)
    last = await fill(client, side, await livePosition(client, view), options);
}

const defaultBatch = 1_000;

/** Fills the table up to a position, and says how many events that were. */
async function fill(client: PoolClient, side: Projection, to: bigint, options: RebuildOptions): Promise<number> {
  const { store, signal, maxBatch = defaultBatch, onProgress } = options;
  const from = (await readCheckpoints(client, [side])).get(side.name)!.position;
  let events = 0;
  const reached = await catchUp({
    store,
    client,
    projections: [side],
    from,
    to,
    maxBatch,
    signal,
    onBatch: (position, count) => {
      events += count;
      onProgress?.({ position, live: to, events });
    },
  });
  if (reached < to) throw new RebuildInterrupted(`the rebuild of ${side.name} stopped at ${reached}`);
  return events;
}

async function livePosition(client: PoolClient, view: View, lock = ''): Promise<bigint> {
  const { rows } = await client.query<{ position: string }>(
    `select position from views.checkpoint where projection = $1 ${lock}`,
    [view.name],
  );
  return BigInt(rows[0]?.position ?? -1);
}

/** Keeps the projector between two batches while the work is done. */
function held<Result>(holder: PoolClient, view: View, work: (live: bigint) => Promise<Result>): Promise<Result> {
  return transaction(holder, async () => work(await livePosition(holder, view, 'for update')));
}

/** Both tables at one position: the projector is held for the moment in which a snapshot is taken, not for the reading. */
async function compare(
  holder: PoolClient,
  client: PoolClient,
  side: Projection,
  view: View,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const position = await held(holder, view, async (live) => {
    await fill(client, side, live, options);
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
async function switchOver(
  holder: PoolClient,
  client: PoolClient,
  side: Projection,
  view: View,
  options: RebuildOptions,
): Promise<void> {
  const { patienceMs = defaultPatienceMs, onGivingWay } = options;
  for (let tries = 1; ; tries += 1) {
    await comeNear(client, side, view, options);
    try {
      await held(holder, view, async (live) => {
        await fill(client, side, live, options);
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

/** Within the transaction that holds the projector. Whoever reads waits for the renaming and then finds the new table. */
async function putInPlace(holder: PoolClient, view: View): Promise<void> {
  const side = view.name + rebuildSuffix;
  await holder.query(`alter table views.${view.table.name} rename to ${oldTable(view)}`);
  await holder.query(`alter table views.${sideTable(view)} rename to ${view.table.name}`);
  await holder.query('delete from views.parked_stream where projection = $1', [view.name]);
  await holder.query('update views.parked_stream set projection = $1 where projection = $2', [view.name, side]);
  await holder.query('update views.checkpoint set version = $2 where projection = $1', [view.name, view.version]);
  await holder.query('delete from views.checkpoint where projection = $1', [side]);
}
