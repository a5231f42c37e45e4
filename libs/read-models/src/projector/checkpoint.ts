import type { ClientBase, Pool } from 'pg';
import type { Projection } from './projection.js';

/** The channel on which every commit of the projector is announced, with its position. */
export const positionChannel = 'handoff_views';

/** Before the first event. Positions of the log are not negative. */
export const beginning = -1n;

/** Somebody else moved the checkpoint: this process does not lead, or no longer does. Nothing of its batch was kept. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';

  constructor(readonly expected: bigint) {
    super(`the checkpoint is no longer at ${expected}: another projector leads`);
  }
}

/** Makes the checkpoints that are missing, and gives how far each projection has come. */
export async function readCheckpoints(
  client: ClientBase,
  projections: readonly Projection[],
): Promise<Map<string, { readonly position: bigint; readonly version: number }>> {
  await client.query(
    `insert into views.checkpoint (projection, version, position)
     select *, ${beginning} from unnest($1::text[], $2::integer[]) on conflict do nothing`,
    [projections.map(({ name }) => name), projections.map(({ version }) => version)],
  );
  const { rows } = await client.query<{ projection: string; version: number; position: string }>(
    'select projection, version, position from views.checkpoint where projection = any($1)',
    [projections.map(({ name }) => name)],
  );
  return new Map(
    rows.map(({ projection, version, position }) => [projection, { version, position: BigInt(position) }]),
  );
}

/**
 * Moves the checkpoint of all these projections from one position to the next, and announces it at the commit. A compare-and-set:
 * it also holds the rows locked until then, so that a second projector waits here and then finds itself too late.
 * @throws CheckpointMoved
 */
export async function moveCheckpoint(
  tx: ClientBase,
  projections: readonly Projection[],
  from: bigint,
  to: bigint,
  logTime: Date | null,
): Promise<void> {
  const { rows } = await tx.query<{ moved: string }>(
    `with moved as (
       update views.checkpoint
       set position = $3, log_time = coalesce($4, log_time), updated_at = clock_timestamp()
       where projection = any($1) and position = $2 returning 1)
     select count(*) as moved, pg_notify('${positionChannel}', $3::text) from moved`,
    [projections.map(({ name }) => name), String(from), String(to), logTime],
  );
  if (Number(rows[0]?.moved) !== projections.length) throw new CheckpointMoved(from);
}

/** What is rebuilt beside the live view has a checkpoint of its own, which nobody who reads waits for. */
export const rebuildSuffix = '/rebuild';

/**
 * One row `{position}`: how far every view has come; `null` before the first projector. A view of another version than the one that is
 * known here waits to be folded anew, and nobody waits for it.
 */
export function positionQuery(known: readonly Pick<Projection, 'name' | 'version'>[]): {
  text: string;
  values: unknown[];
} {
  return {
    text: `select min(position)::text as position from views.checkpoint c
           where projection not like '%${rebuildSuffix}' and not exists (
             select from unnest($1::text[], $2::integer[]) as known (name, version)
             where known.name = c.projection and known.version <> c.version)`,
    values: [known.map(({ name }) => name), known.map(({ version }) => version)],
  };
}

/** How far every view has come: what was written up to here can be read. `beginning` when there is none yet. */
export async function readPosition(
  pool: Pool | ClientBase,
  known: readonly Pick<Projection, 'name' | 'version'>[],
): Promise<bigint> {
  const { rows } = await pool.query<{ position: string | null }>(positionQuery(known));
  return BigInt(rows[0]?.position ?? beginning);
}
