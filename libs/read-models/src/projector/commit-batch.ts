import { isReadable, type LogBatch, type LogEntry, type StoredEvent } from '#event-store';
import type { PoolClient } from 'pg';
import { moveCheckpoint } from './checkpoint.js';
import { holdWaiting } from './outdated-views.js';
import { park, parkedAmong } from './parked-streams.js';
import { describe, isPoison } from './problem.js';
import type { ErasedContact, Projection } from './projection.js';

/**
 * Applies one batch of the log: the rows of all projections and their checkpoint in one transaction. Streams that are parked in a
 * projection are left out of it; an event that poisons a projection parks its stream there, and everything else of the batch
 * is kept. Events at or before `from` were applied before and are left out. Projections that `wait` stay where they are, and only
 * take away what is erased.
 *
 * @throws CheckpointMoved when another projector was first, ViewReturned when one need not wait any more; whatever else is no fault of an event
 */
export async function commitBatch(
  client: PoolClient,
  projections: readonly Projection[],
  from: bigint,
  batch: LogBatch,
  wait: readonly Projection[] = [],
): Promise<void> {
  const entries = unseen(batch.entries, from);
  const attempt = (apply: Apply) =>
    transaction(client, async () => {
      await moveCheckpoint(client, projections, from, batch.position, entries.at(-1)?.created ?? null);
      if (wait.length > 0) await holdWaiting(client, wait);
      if (entries.length > 0) await applyAll(client, projections, entries, apply);
      const erased = erasedContacts(entries);
      if (erased.length > 0) for (const projection of wait) await projection.erase?.(erased, client);
    });
  try {
    await attempt((projection, events) => projection.apply(events, client));
  } catch (error) {
    if (!isPoison(error) || entries.length === 0) throw error;
    await attempt((projection, events) => applyParking(client, projection, events));
  }
}

type Apply = (projection: Projection, events: readonly StoredEvent[]) => Promise<void>;

/** In the order of the log, each once: a subscription that was resumed may deliver again. */
function unseen(entries: readonly LogEntry[], from: bigint): LogEntry[] {
  let last = from;
  return entries.filter(({ position }) => {
    if (position <= last) return false;
    last = position;
    return true;
  });
}

async function applyAll(
  client: PoolClient,
  projections: readonly Projection[],
  entries: readonly LogEntry[],
  apply: Apply,
): Promise<void> {
  const parked = await parkedAmong(
    client,
    entries.map(({ stream }) => stream),
  );
  const erased = erasedContacts(entries);
  for (const projection of projections) {
    const skipped = parked.get(projection.name) ?? new Set<string>();
    const events: StoredEvent[] = [];
    for (const entry of entries) {
      if (skipped.has(entry.stream)) continue;
      if (isReadable(entry)) events.push(entry);
      else {
        skipped.add(entry.stream);
        const { stream, revision, type } = entry;
        const problem = `unreadable: ${entry.problem.name}`;
        await park(client, { projection: projection.name, stream, revision, eventType: type, problem });
      }
    }
    if (events.length > 0) await apply(projection, events);
    if (erased.length > 0) await projection.erase?.(erased, client);
  }
}

/** Erasure is never skipped, whatever is parked. */
export function erasedContacts(entries: readonly LogEntry[]): ErasedContact[] {
  return entries.flatMap((entry) => {
    if (!isReadable(entry) || entry.event.type !== 'ContactErased') return [];
    const { workspaceId, contactId } = entry.metadata;
    return contactId === undefined ? [] : [{ workspaceId, contactId }];
  });
}

/**
 * Applies what can be applied: halves the streams until the poisoned ones stand alone, then goes through those event by event. Streams
 * share no rows, so their order among each other does not matter.
 */
async function applyParking(client: PoolClient, projection: Projection, events: readonly StoredEvent[]): Promise<void> {
  const failure = await trial(client, () => projection.apply(events, client));
  if (failure === undefined) return;
  const streams = [...new Set(events.map(({ stream }) => stream))];
  if (streams.length > 1) {
    const half = new Set(streams.slice(0, streams.length / 2));
    await applyParking(
      client,
      projection,
      events.filter(({ stream }) => half.has(stream)),
    );
    await applyParking(
      client,
      projection,
      events.filter(({ stream }) => !half.has(stream)),
    );
    return;
  }
  for (const stored of events) {
    const problem = await trial(client, () => projection.apply([stored], client));
    if (problem === undefined) continue;
    const { stream, revision, event } = stored;
    await park(client, {
      projection: projection.name,
      stream,
      revision,
      eventType: event.type,
      problem: describe(problem),
    });
    return;
  }
}

/** Tries work within a savepoint: the poison it met, with nothing of it kept; `undefined` when it went well. */
export async function trial(client: PoolClient, work: () => Promise<void>): Promise<Error | undefined> {
  await client.query('savepoint trial');
  try {
    await work();
  } catch (error) {
    if (!isPoison(error)) throw error;
    // Fails itself where the connection is gone: then nothing is parked.
    await client.query('rollback to savepoint trial');
    return error as Error;
  }
  await client.query('release savepoint trial');
  return undefined;
}

export async function transaction<Result>(client: PoolClient, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // On a broken connection the rollback fails too, and is not needed: the first error is the one to tell.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
