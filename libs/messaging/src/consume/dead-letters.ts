import type { ClientBase, Pool } from 'pg';

/** An event that a group could not deal with. Its stream is parked in that group from there on; the others go on. */
export interface DeadLetter {
  readonly id: string;
  readonly group: string;
  readonly workspaceId: string | null;
  readonly topic: string;
  /** Absent for a message that could not be read at all; `place` says where it lay (partition/offset). */
  readonly stream: string | null;
  readonly revision: bigint | null;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly place: string | null;
  readonly problem: string;
  readonly attempts: number;
  readonly failedAt: Date;
  /** What an operator has asked for, until the group has done it. */
  readonly asked: 'retry' | 'skip' | null;
}

/** The event a stream is parked at. */
export interface Stumble {
  readonly workspaceId: string | null;
  readonly topic: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly eventId: string | null;
  readonly type: string;
  readonly problem: string;
  readonly attempts: number;
}

/**
 * Parks a stream in the group, unless the group has dealt with the event or stands at an earlier one already. A stream has one letter: the
 * event it stands at.
 */
export async function parkStream(tx: ClientBase, group: string, at: Stumble): Promise<void> {
  const { rowCount } = await tx.query(
    `insert into messaging.cursor (consumer, stream, workspace_id, revision, parked) values ($1, $2, $3, -1, true)
     on conflict (consumer, stream) do update set parked = true
       where not cursor.parked and cursor.revision < $4`,
    [group, at.stream, at.workspaceId, String(at.revision)],
  );
  if (rowCount === 0) return;
  await tx.query(
    `insert into messaging.dead_letter (consumer, workspace_id, topic, stream, revision, event_id, event_type, problem, attempts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (consumer, stream) where stream is not null do update set revision = excluded.revision,
       event_id = excluded.event_id, event_type = excluded.event_type, problem = excluded.problem,
       attempts = excluded.attempts, failed_at = now(), asked = null`,
    [group, at.workspaceId, at.topic, at.stream, String(at.revision), at.eventId, at.type, at.problem, at.attempts],
  );
}

/** Parks a stream again that an operator had asked to go on with, where not even its events can be had. */
export async function parkAgain(tx: ClientBase, group: string, id: string, problem: string): Promise<void> {
  await tx.query(
    `with letter as (
       update messaging.dead_letter set asked = null, problem = $3, failed_at = now() where id = $2 returning stream)
     update messaging.cursor set parked = true from letter where consumer = $1 and cursor.stream = letter.stream`,
    [group, id, problem],
  );
}

/** Keeps word of a message that is none of ours, or damaged. Nothing waits for it. */
export async function recordMalformed(
  pool: Pool,
  group: string,
  message: { readonly topic: string; readonly place: string; readonly problem: string },
): Promise<void> {
  await pool.query(
    `insert into messaging.dead_letter (consumer, topic, place, problem, attempts) values ($1, $2, $3, $4, 1)
     on conflict (consumer, topic, place) where place is not null do nothing`,
    [group, message.topic, message.place, message.problem],
  );
}

export async function listDeadLetters(pool: Pool | ClientBase, group?: string): Promise<readonly DeadLetter[]> {
  const { rows } = await pool.query<Omit<DeadLetter, 'revision'> & { revision: string | null }>(
    `select id, consumer as group, workspace_id as "workspaceId", topic, stream, revision, event_id as "eventId",
       event_type as "eventType", place, problem, attempts, failed_at as "failedAt", asked
     from messaging.dead_letter where $1::text is null or consumer = $1 order by failed_at, id`,
    [group ?? null],
  );
  return rows.map((row) => ({ ...row, revision: row.revision === null ? null : BigInt(row.revision) }));
}

/**
 * Asks the group to go on with parked streams: to `retry` the event they stand at, or to `skip` it for good. The group does it within
 * seconds. Letters of unreadable messages are taken away by `skip`.
 *
 * @returns how many letters were found
 */
export async function askDeadLetters(
  pool: Pool | ClientBase,
  wish: 'retry' | 'skip',
  which: { readonly group: string; readonly ids?: readonly string[] },
): Promise<number> {
  const filter = 'consumer = $1 and ($2::bigint[] is null or id = any($2))';
  const values = [which.group, which.ids ?? null];
  const asked = await pool.query(`update messaging.dead_letter set asked = $3 where ${filter} and stream is not null`, [
    ...values,
    wish,
  ]);
  const gone =
    wish === 'skip'
      ? await pool.query(`delete from messaging.dead_letter where ${filter} and stream is null`, values)
      : { rowCount: 0 };
  return (asked.rowCount ?? 0) + (gone.rowCount ?? 0);
}

/**
 * Takes one stream that an operator asked to go on with out of its parking place. The letter stays until the stream has caught up, so a
 * crash on the way is made good.
 */
export async function unparkAsked(
  tx: ClientBase,
  group: string,
): Promise<{ readonly id: string; readonly stream: string; readonly after: bigint } | undefined> {
  const { rows } = await tx.query<{ id: string; stream: string; revision: string; asked: string }>(
    `select id, stream, revision, asked from messaging.dead_letter
     where consumer = $1 and asked is not null and stream is not null order by id limit 1 for update skip locked`,
    [group],
  );
  const [letter] = rows;
  if (letter === undefined) return undefined;
  const { rows: cursors } = await tx.query<{ revision: string }>(
    `update messaging.cursor set parked = false, revision = greatest(revision, $3)
     where consumer = $1 and stream = $2 returning revision`,
    [group, letter.stream, letter.asked === 'skip' ? letter.revision : '-1'],
  );
  return { id: letter.id, stream: letter.stream, after: BigInt(cursors[0]?.revision ?? -1) };
}

/** The stream has caught up. A letter that was written anew meanwhile stays. */
export async function removeLetter(pool: Pool, id: string): Promise<void> {
  await pool.query('delete from messaging.dead_letter where id = $1 and asked is not null', [id]);
}
