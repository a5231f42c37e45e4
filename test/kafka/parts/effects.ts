import type { Handler } from '#messaging';
import type { Pool } from 'pg';

/** A handler whose effect is a row in Postgres. */
export function recordIn(group: string): Handler {
  return async (event, tx) => {
    await tx.query('insert into effect (consumer, event_id, stream, revision) values ($1, $2, $3, $4)', [
      group,
      event.eventId,
      event.stream,
      String(event.revision),
    ]);
  };
}

/** The event ids that took effect in a group, by stream, in the order they did. */
export async function effectsOf(pool: Pool, group: string): Promise<Map<string, string[]>> {
  const { rows } = await pool.query<{ stream: string; event_id: string }>(
    'select stream, event_id from effect where consumer = $1 order by n',
    [group],
  );
  const streams = new Map<string, string[]>();
  for (const { stream, event_id } of rows) streams.set(stream, [...(streams.get(stream) ?? []), event_id]);
  return streams;
}

export function countOf(streams: ReadonlyMap<string, readonly string[]>): number {
  return [...streams.values()].reduce((sum, ids) => sum + ids.length, 0);
}
