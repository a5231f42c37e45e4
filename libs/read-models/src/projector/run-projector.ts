import { streamPrefixes, type EventStore, type SharedReading } from '#event-store';
import type { Pool, PoolClient } from 'pg';
import { askingBy, beginning, readCheckpoints } from './checkpoint.js';
import { catchUp } from './catch-up.js';
import { commitBatch } from './commit-batch.js';
import { LagMeter, type Lag } from './lag.js';
import { leadWhenever } from './lead.js';
import { outdatedAmong, ViewReturned, type OutdatedView } from './outdated-views.js';
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
  /** Told which views wait until the operator has them folded anew, and again when those are others. */
  readonly onOutdated?: (views: readonly OutdatedView[]) => void;
  /** Told of every fault that was survived. */
  readonly onFault?: (error: unknown) => void;
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
  let told = '';
  while (!options.signal.aborted) {
    await readCheckpoints(client, options.projections);
    const outdated = await outdatedAmong(askingBy(client), options.projections);
    const names = outdated.map(({ view }) => view);
    if (names.join() !== told) options.onOutdated?.(outdated);
    told = names.join();
    const waiting = options.projections.filter(({ name }) => names.includes(name));
    const projections = options.projections.filter((projection) => !waiting.includes(projection));
    await leadThese(client, { ...options, projections }, waiting, onProgress);
  }
}

/** Follows the log with these until the signal aborts, or until one of those that wait was folded anew. */
async function leadThese(
  client: PoolClient,
  options: ProjectorOptions,
  waiting: readonly Projection[],
  onProgress: () => void,
): Promise<void> {
  const { store, sharing, projections, maxBatch = 1_000 } = options;
  const returned = new AbortController();
  const signal = AbortSignal.any([options.signal, returned.signal]);
  const watch = watchReturns(options, waiting, () => returned.abort());
  let lag: LagMeter | undefined;
  try {
    let position = await catchUpLaggards(client, { ...options, signal });
    lag = new LagMeter(store, position, options);
    const meter = lag;
    await store.follow({
      after: position === beginning ? undefined : position,
      streamPrefixes,
      maxBatch,
      ...(sharing === undefined ? {} : { sharing }),
      signal,
      onBatch: async (batch) => {
        if (batch.position <= position) return;
        try {
          await commitBatch(client, projections, position, batch, waiting);
        } catch (error) {
          if (!(error instanceof ViewReturned)) throw error;
          return returned.abort();
        }
        position = batch.position;
        onProgress();
        meter.committed(position, batch.entries.at(-1)?.created);
      },
      onCaughtUp: () => meter.caughtUp(),
    });
  } finally {
    lag?.stop();
    clearInterval(watch);
  }
}

/** How often it is asked whether a view that waits was folded anew, in milliseconds. */
const returnMs = 2_000;

function watchReturns(
  { pool, onFault }: ProjectorOptions,
  waiting: readonly Projection[],
  onReturn: () => void,
): NodeJS.Timeout | undefined {
  if (waiting.length === 0) return undefined;
  return setInterval(() => {
    outdatedAmong(askingBy(pool), waiting).then(
      (still) => still.length < waiting.length && onReturn(),
      (error: unknown) => onFault?.(error),
    );
  }, returnMs).unref();
}

/**
 * Projections that are new, or were added to a database that is further, first read the log up to the others; then all go on together
 * under one position, which is returned.
 */
async function catchUpLaggards(client: PoolClient, options: ProjectorOptions): Promise<bigint> {
  const { store, projections, signal, maxBatch = 1_000 } = options;
  for (;;) {
    const checkpoints = await readCheckpoints(client, projections);
    const positionOf = (projection: Projection) => checkpoints.get(projection.name)?.position ?? beginning;
    const positions = [...new Set(projections.map(positionOf))].sort((a, b) => (a < b ? -1 : 1));
    const [lowest = beginning, next] = positions;
    if (next === undefined || signal.aborted) return lowest;
    const behind = projections.filter((projection) => positionOf(projection) === lowest);
    await catchUp({ store, lanes: [{ client, projections: behind }], from: lowest, to: next, maxBatch, signal });
  }
}
