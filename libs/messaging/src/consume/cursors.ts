import type { ClientBase, Pool } from 'pg';
import type { PublishedEvent } from '../published/published-event.js';

export interface Cursor {
  /** The last revision dealt with; -1 before the first. */
  readonly revision: bigint;
  readonly parked: boolean;
}

/**
 * The cursors of these streams, locked until the transaction ends: whoever else holds an event of one of them waits. Taken in the order of
 * their names, so that two batches cannot wait for each other.
 */
export async function lockCursors(
  tx: ClientBase,
  group: string,
  streams: ReadonlyMap<string, readonly PublishedEvent[]>,
): Promise<Map<string, Cursor>> {
  const names = [...streams.keys()].sort();
  await tx.query(
    `insert into messaging.cursor (consumer, stream, workspace_id, revision)
     select $1, stream, workspace, -1 from unnest($2::text[], $3::uuid[]) as s (stream, workspace)
     on conflict do nothing`,
    [group, names, names.map((name) => streams.get(name)![0]!.workspaceId)],
  );
  const { rows } = await tx.query<{ stream: string; revision: string; parked: boolean }>(
    `select stream, revision, parked from messaging.cursor where consumer = $1 and stream = any($2)
     order by stream collate "C" for update`,
    [group, names],
  );
  return new Map(rows.map(({ stream, revision, parked }) => [stream, { revision: BigInt(revision), parked }]));
}

export async function moveCursors(tx: ClientBase, group: string, to: ReadonlyMap<string, bigint>): Promise<void> {
  if (to.size === 0) return;
  await tx.query(
    `update messaging.cursor c set revision = m.revision
     from unnest($2::text[], $3::bigint[]) as m (stream, revision) where c.consumer = $1 and c.stream = m.stream`,
    [group, [...to.keys()], [...to.values()].map(String)],
  );
}

/** Marks these events as taken by the group. @returns the ids that were not marked before */
export async function takeIntoInbox(
  tx: ClientBase,
  group: string,
  events: readonly PublishedEvent[],
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  const { rows } = await tx.query<{ event_id: string }>(
    `insert into messaging.inbox (consumer, event_id, workspace_id)
     select $1, * from unnest($2::uuid[], $3::uuid[]) on conflict do nothing returning event_id`,
    [group, events.map(({ eventId }) => eventId), events.map(({ workspaceId }) => workspaceId)],
  );
  return new Set(rows.map(({ event_id }) => event_id));
}

/** Forgets events so old that no broker keeps them any more; the cursors still know their streams. */
export async function pruneInbox(pool: Pool, group: string, keepDays: number): Promise<void> {
  await pool.query(
    `delete from messaging.inbox where consumer = $1 and applied_at < now() - make_interval(days => $2)`,
    [group, keepDays],
  );
}

/**
 * The group's row, made on first sight.
 * @param startsAfter events up to this position have no effect in a group seen for the first time
 */
export async function registerGroup(
  pool: Pool,
  group: string,
  startsAfter: bigint,
): Promise<{ readonly startsAfter: bigint; readonly position: bigint }> {
  await pool.query(
    'insert into messaging.consumer (consumer, starts_after, position) values ($1, $2, $2) on conflict do nothing',
    [group, String(startsAfter)],
  );
  const { rows } = await pool.query<{ starts_after: string; position: string }>(
    'select starts_after, position from messaging.consumer where consumer = $1',
    [group],
  );
  return { startsAfter: BigInt(rows[0]!.starts_after), position: BigInt(rows[0]!.position) };
}

/** How far a group has followed the log; never back, should two processes follow at once. */
export async function movePosition(pool: Pool, group: string, position: bigint): Promise<void> {
  await pool.query(
    `update messaging.consumer set position = greatest(position, $2), updated_at = clock_timestamp() where consumer = $1`,
    [group, String(position)],
  );
}
