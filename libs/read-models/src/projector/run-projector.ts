import { streamPrefixes, type EventStore, type SharedReading } from '#event-store';
import type { Pool, PoolClient } from 'pg';
import { beginning, readCheckpoints } from './checkpoint.js';
import { catchUp } from './catch-up.js';
import { commitBatch } from './commit-batch.js';
import { LagMeter, type Lag } from './lag.js';
import { leadWhenever } from './lead.js';
import type { Projection } from './projection.js';

export interface ProjectorOptions {
  readonly store: EventStore;
  /** With whom of this process the log is read together. */
  readonly sharing?: SharedReading | undefined;
  /** Connected as `handoff_projector`. One connection is kept while this process leads. */
  readonly pool: Pool;
  readonly projections: readonly Projection[];
  readonly signal: AbortSignal;
  /** The most events in one transaction. */
  readonly maxBatch?: number;
  /** Told after every commit, and every few seconds besides. */
  readonly onLag?: (lag: Lag) => void;
  /** Told when this process begins to lead, and when it ceases to. */
  readonly onLeading?: (leading: boolean) => void;
  /** Told of every fault that was survived. */
  readonly onFault?: (error: unknown) => void;
}

/** The rows of a view were folded by another version of it, and must be folded anew. */
export class OutdatedView extends Error {
  override readonly name = 'OutdatedView';

  constructor(view: string, kept: number, known: number) {
    super(
      `the view ${view} was folded by its version ${kept}, this program has ${known}: run "handoffctl views rebuild ${view}"`,
    );
  }
}

/** Held by the connection of the one projector that leads; the number only has to be the same everywhere. */
const leaderLock = 7_095_133;

const maxBackoffMs = 5_000;

/**
 * Follows the log until the signal aborts and keeps every projection true to it. Of any number of projectors on one database one
 * leads, by a lock that ends with its connection; and should two ever believe they do, the compare-and-set of the checkpoint
 * lets one of them through. Survives faults of Postgres and of the log by beginning anew from the checkpoint.
 */
export function runProjector(options: ProjectorOptions): Promise<void> {
  const { pool, signal, onLeading, onFault } = options;
  return leadWhenever({
    ...{ pool, lock: leaderLock, maxBackoffMs, signal, onLeading },
    lead: (client, allowed, onProgress) => lead(client, { ...options, signal: allowed }, onProgress),
    onFault: (error) => onFault?.(error),
  });
}

async function lead(client: PoolClient, options: ProjectorOptions, onProgress: () => void): Promise<void> {
  const { store, sharing, projections, signal, maxBatch = 1_000 } = options;
  let position = await catchUpLaggards(client, options);
  const lag = new LagMeter(store, position, options);
  try {
    await store.follow({
      after: position === beginning ? undefined : position,
      streamPrefixes,
      maxBatch,
      ...(sharing === undefined ? {} : { sharing }),
      signal,
      onBatch: async (batch) => {
        if (batch.position <= position) return;
        await commitBatch(client, projections, position, batch);
        position = batch.position;
        onProgress();
        lag.committed(position, batch.entries.at(-1)?.created);
      },
      onCaughtUp: () => lag.caughtUp(),
    });
  } finally {
    lag.stop();
  }
}

/**
 * Projections that are new, or were added to a database that is further, first read the log up to the others; then all go on together
 * under one position, which is returned.
 */
async function catchUpLaggards(client: PoolClient, options: ProjectorOptions): Promise<bigint> {
  const { store, projections, signal, maxBatch = 1_000 } = options;
  for (;;) {
    const checkpoints = await readCheckpoints(client, projections);
    for (const { name, version } of projections) {
      const kept = checkpoints.get(name)?.version;
      if (kept !== undefined && kept !== version) throw new OutdatedView(name, kept, version);
    }
    const positionOf = (projection: Projection) => checkpoints.get(projection.name)?.position ?? beginning;
    const positions = [...new Set(projections.map(positionOf))].sort((a, b) => (a < b ? -1 : 1));
    const [lowest = beginning, next] = positions;
    if (next === undefined || signal.aborted) return lowest;
    const behind = projections.filter((projection) => positionOf(projection) === lowest);
    await catchUp({ store, lanes: [{ client, projections: behind }], from: lowest, to: next, maxBatch, signal });
  }
}
