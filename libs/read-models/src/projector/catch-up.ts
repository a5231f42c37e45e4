import { streamPrefixes, type EventStore, type LogBatch } from '#event-store';
import type { PoolClient } from 'pg';
import { beginning } from './checkpoint.js';
import { commitBatch } from './commit-batch.js';
import type { Projection } from './projection.js';

export interface CatchUp {
  readonly store: EventStore;
  readonly client: PoolClient;
  /** All at `from`. */
  readonly projections: readonly Projection[];
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
  const { client, projections, to, signal, onBatch } = options;
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
    await commitBatch(client, projections, position, batch);
    position = batch.position;
    onBatch?.(position, batch.entries.length);
  }
  return position;
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
