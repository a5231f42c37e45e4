import type { EventStore } from '#event-store';
import type { ClientBase, PoolClient } from 'pg';
import { catchUp } from '../projector/catch-up.js';
import { beginning, readCheckpoints, rebuildSuffix } from '../projector/checkpoint.js';
import type { Projection } from '../projector/projection.js';
import type { View } from '../view/view.js';
import { bareAmong, sideOf } from './side-table.js';

/** The rebuild was told to stop; another call goes on from where it came to. */
export class RebuildInterrupted extends Error {
  override readonly name = 'RebuildInterrupted';
}

export interface FillOptions {
  readonly store: EventStore;
  readonly signal: AbortSignal;
  /** The most events in one transaction; the more, the fewer rows are written twice. */
  readonly maxBatch?: number;
  /** Told after every batch: the position reached, and where the live views stand. */
  readonly onProgress?: (progress: {
    readonly position: bigint;
    readonly live: bigint;
    readonly events: number;
  }) => void;
}

const defaultBatch = 5_000;

/** Follows until no more than a batch is missing, so that what is left to do while a live view is held is little. */
export async function comeNear(
  clients: readonly PoolClient[],
  views: readonly View[],
  options: FillOptions,
): Promise<void> {
  const { maxBatch = defaultBatch } = options;
  for (let last = Infinity; last > maxBatch;) {
    let lowest = await livePosition(clients[0]!, views[0]!);
    for (const view of views.slice(1)) {
      const live = await livePosition(clients[0]!, view);
      if (live < lowest) lowest = live;
    }
    last = await fill(clients, views, lowest, options);
  }
}

/**
 * Fills the side tables of the views up to a position, and says how many events that were. The log is read once for all that stand
 * at the same place, and each connection writes its share of the views.
 */
export async function fill(
  clients: readonly PoolClient[],
  views: readonly View[],
  to: bigint,
  options: FillOptions,
): Promise<number> {
  const { store, signal, maxBatch = defaultBatch, onProgress } = options;
  const bare = await bareAmong(clients[0]!, views);
  const sides = views.map((view) => sideOf(view, bare.has(view)));
  let events = 0;
  for (;;) {
    const checkpoints = await readCheckpoints(clients[0]!, sides);
    const positionOf = ({ name }: Projection) => checkpoints.get(name)?.position ?? beginning;
    const [from = to, next = to] = [...new Set(sides.map(positionOf))].sort((a, b) => (a < b ? -1 : 1));
    if (from >= to) return events;
    const behind = sides.filter((side) => positionOf(side) === from);
    const until = next < to ? next : to;
    const reached = await catchUp({
      store,
      lanes: clients
        .map((client, i) => ({ client, projections: behind.filter((_, n) => n % clients.length === i) }))
        .filter(({ projections }) => projections.length > 0),
      from,
      to: until,
      maxBatch,
      signal,
      onBatch: (position, count) => {
        events += count;
        onProgress?.({ position, live: to, events });
      },
    });
    if (reached < until) throw new RebuildInterrupted(`the rebuild stopped at ${reached}`);
  }
}

/**
 * Where the live view stands. One of another version stands still until it is folded anew, as far as the others have come by then: so
 * that is where its successor is to go. The others do not go on while its checkpoint is locked.
 */
export async function livePosition(client: ClientBase, view: View): Promise<bigint> {
  const { rows } = await client.query<{ position: string }>(
    `select case when version = $2 then position
            else (select max(position) from views.checkpoint where projection not like '%${rebuildSuffix}') end as position
     from views.checkpoint where projection = $1`,
    [view.name, view.version],
  );
  return BigInt(rows[0]?.position ?? beginning);
}
