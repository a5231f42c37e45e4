import {
  isReadable,
  streamPrefixes,
  type EventStore,
  type LogBatch,
  type SharedReading,
  type StoredEvent,
} from '#event-store';
import { LeafError } from '#ledger';
import { DatabaseError, type ClientBase, type Pool, type PoolClient } from 'pg';
import { beginning } from '../projector/checkpoint.js';
import { leadWhenever } from '../projector/lead.js';
import { describe, isPoison } from '../projector/problem.js';
import { isLeafEvent } from './leaf-of-event.js';
import { sequence, type Grown } from './sequence.js';

export interface SequencerOptions {
  /** Reads events as they were stored, with their envelopes closed. */
  readonly store: EventStore;
  /** With whom of this process the log is read together. */
  readonly sharing?: SharedReading | undefined;
  /** Connected as `handoff_ledger`. One connection is kept while this process leads. */
  readonly pool: Pool;
  readonly signal: AbortSignal;
  readonly maxBatch?: number;
  /** Told after every commit. */
  readonly onSequenced?: (grown: Grown, position: bigint) => void;
  readonly onLeading?: (leading: boolean) => void;
  /** Told of every fault that will pass. */
  readonly onFault?: (error: unknown) => void;
  /** The ledger stands still at an event that cannot become a leaf. Told again with every try. */
  readonly onAlarm?: (error: LedgerStopped) => void;
}

/** An event cannot become a leaf. The ledger never skips one, so it waits here until the program or the event is mended. */
export class LedgerStopped extends Error {
  override readonly name = 'LedgerStopped';
}

/** Held by the connection of the one sequencer that leads; no other lock of the product has this number. */
const leaderLock = 7_095_151;
const maxBackoffMs = 30_000;

/** How long leaves wait for others to be written with, in milliseconds: little, beside the seconds until a checkpoint is signed. */
const gatherMs = 100;

/**
 * Follows the log until the signal aborts and gives every event that belongs into the ledger its place. It is a runner of its own
 * beside the views': they go on where it stops, and it never goes on where they would park. Leaves and position commit together; the
 * position is moved by compare-and-set, and a place can be taken once, so two sequencers never write the same.
 */
export function runSequencer(options: SequencerOptions): Promise<void> {
  const { pool, signal, onLeading, onFault, onAlarm } = options;
  return leadWhenever({
    ...{ pool, lock: leaderLock, maxBackoffMs, signal, onLeading },
    lead: (client, allowed, onProgress) => lead(client, { ...options, signal: allowed }, onProgress),
    onFault: (error) => (error instanceof LedgerStopped ? onAlarm?.(error) : onFault?.(error)),
  });
}

async function lead(client: PoolClient, options: SequencerOptions, onProgress: () => void): Promise<void> {
  const { store, sharing, signal, maxBatch = 1_000, onSequenced } = options;
  const { rows } = await client.query<{ position: string }>('select position from ledger.sequencer');
  let position = BigInt(rows[0]?.position ?? beginning);
  const sizes = new Map<string, bigint>();
  await store.follow({
    after: position === beginning ? undefined : position,
    streamPrefixes,
    maxBatch,
    gatherMs,
    concerns: isLeafEvent,
    ...(sharing === undefined ? {} : { sharing }),
    signal,
    onBatch: async (batch) => {
      if (batch.position <= position) return;
      const grown = await commitLeaves(client, position, batch, sizes);
      position = batch.position;
      onProgress();
      onSequenced?.(grown, position);
    },
  });
}

/**
 * Sequences one batch of the log: its leaves and the position in one statement.
 *
 * @param sizes of the workspaces, as far as they are known from the batches before
 * @throws LedgerStopped, CheckpointMoved when another sequencer was first
 */
export async function commitLeaves(
  client: ClientBase,
  from: bigint,
  batch: LogBatch,
  sizes = new Map<string, bigint>(),
): Promise<Grown> {
  const events = leafEvents(batch, from);
  try {
    return await sequence(client, from, batch.position, events, sizes);
  } catch (error) {
    if (error instanceof LeafError) throw new LedgerStopped(error.message, { cause: error });
    if (error instanceof DatabaseError && isPoison(error)) throw new LedgerStopped(describe(error), { cause: error });
    throw error;
  }
}

/** Each once, in the order of the log: a subscription that was resumed may deliver again. */
function leafEvents({ entries }: LogBatch, from: bigint): StoredEvent[] {
  let last = from;
  return entries.flatMap((entry) => {
    if (entry.position <= last) return [];
    last = entry.position;
    if (isReadable(entry)) return isLeafEvent(entry.stream, entry.event.type) ? [entry] : [];
    if (!isLeafEvent(entry.stream, entry.type)) return [];
    throw new LedgerStopped(`${entry.type} at ${entry.stream} ${entry.revision} cannot be read: ${entry.problem.name}`);
  });
}
