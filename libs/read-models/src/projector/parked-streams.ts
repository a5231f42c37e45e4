import type { ClientBase, Pool } from 'pg';
import type { Projection } from './projection.js';

/** A stream whose events a projection passes over since the one at `revision`, which it could not apply. */
export interface ParkedStream {
  readonly projection: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly eventType: string;
  /** What went wrong, without any value of the event. */
  readonly problem: string;
}

/** Which of these streams are parked, by projection. */
export async function parkedAmong(tx: ClientBase, streams: Iterable<string>): Promise<Map<string, Set<string>>> {
  const { rows } = await tx.query<{ projection: string; stream: string }>(
    'select projection, stream from views.parked_stream where stream = any($1)',
    [[...new Set(streams)]],
  );
  const parked = new Map<string, Set<string>>();
  for (const { projection, stream } of rows) parked.set(projection, (parked.get(projection) ?? new Set()).add(stream));
  return parked;
}

/** Parks a stream; one that is parked already stays where it was. */
export async function park(tx: ClientBase, parked: ParkedStream): Promise<void> {
  await tx.query(
    `insert into views.parked_stream (projection, stream, revision, event_type, problem) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [parked.projection, parked.stream, String(parked.revision), parked.eventType, parked.problem],
  );
}

/** Every parked stream, for the operator and the metric; of one projection where it is named. */
export async function listParked(pool: Pool | ClientBase, projection?: Projection['name']): Promise<ParkedStream[]> {
  const { rows } = await pool.query<Omit<ParkedStream, 'revision'> & { revision: string }>(
    `select projection, stream, revision, event_type as "eventType", problem from views.parked_stream
     where $1::text is null or projection = $1 order by parked_at, projection, stream`,
    [projection ?? null],
  );
  return rows.map((row) => ({ ...row, revision: BigInt(row.revision) }));
}
