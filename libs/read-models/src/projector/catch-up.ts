import { streamPrefixes, type EventStore, type LogBatch } from '#event-store';
import type { PoolClient } from 'pg';
import { beginning } from './checkpoint.js';
import { commitBatch } from './commit-batch.js';
import type { Projection } from './projection.js';

/** Projections that share a connection, and so each batch's transaction. */
export interface Lane {
  readonly client: PoolClient;
  readonly projections: readonly Projection[];
}

export interface CatchUp {
  readonly store: EventStore;
  /** All at `from`. Each lane writes its projections on a connection of its own, all of them at the same time. */
  readonly lanes: readonly Lane[];
  readonly from: bigint;
  /** Up to here, and not beyond. */
  readonly to: bigint;
  readonly maxBatch: number;
  readonly signal: AbortSignal;
  /** Told after every batch, with how many events were in it. */
  readonly onBatch?: (position: bigint, events: number) => void;
}

/**
 * Reads the log for projections that are behind, the next page while the last one is written.
 * @returns how far they have come: `to`, unless the signal aborted
 */
export async function catchUp(options: CatchUp): Promise<bigint> {
  const { lanes, to, signal, onBatch } = options;
  let position = options.from;
  if (position >= to) return position;
  let next = page(options, position);
  while (position < to && !signal.aborted) {
    const batch = await next;
    if (batch.position < to) {
      next = page(options, batch.position);
      // A failure is met when its turn comes.
      next.catch(() => undefined);
    }
    await allDone(lanes.map(({ client, projections }) => commitBatch(client, projections, position, batch)));
    position = batch.position;
    onBatch?.(position, batch.entries.length);
  }
  return position;
}

/** Waits for all of them, also where one fails: its connection is not to be used by two at once. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}

async function page({ store, to, maxBatch }: CatchUp, after: bigint): Promise<LogBatch> {
  const read = await store.readAll({
    after: after === beginning ? undefined : after,
    maxCount: maxBatch,
    streamPrefixes,
  });
  const entries = read.entries.filter(({ position }) => position <= to);
  return { entries, position: read.atEnd || read.position > to ? to : read.position };
}
