import type { ClientBase, Pool } from 'pg';
import type { Projection } from './projection.js';

/** The channel on which every commit of the projector is announced, with its position. */
export const positionChannel = 'handoff_views';

/** Before the first event. Positions of the log are not negative. */
export const beginning = -1n;

/**
 * Somebody else moved the checkpoint, so this process does not lead, or no longer does; or a view was folded anew by another version of it
 * meanwhile. Nothing of the batch was kept.
 */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';

  constructor(readonly expected: bigint) {
    super(
      `the checkpoint is no longer at ${expected}: another projector leads, or a view was folded by another version`,
    );
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
 * it also holds the rows locked until then, so that a second projector waits here and then finds itself too late. What is rebuilt
 * beside the live views moves unannounced.
 * @throws CheckpointMoved
 */
export async function moveCheckpoint(
  tx: ClientBase,
  projections: readonly Projection[],
  from: bigint,
  to: bigint,
  logTime: Date | null,
): Promise<void> {
  const names = projections.map(({ name }) => name);
  const announced = names.some((name) => name.endsWith(rebuildSuffix))
    ? ''
    : `, pg_notify('${positionChannel}', $3::text)`;
  const { rows } = await tx.query<{ moved: string }>(
    `with moved as (
       update views.checkpoint
       set position = $3, log_time = coalesce($4, log_time), updated_at = clock_timestamp()
       where position = $2 and (projection, version) in (select * from unnest($1::text[], $5::integer[])) returning 1)
     select count(*) as moved${announced} from moved`,
    [names, String(from), String(to), logTime, projections.map(({ version }) => version)],
  );
  if (Number(rows[0]?.moved) !== projections.length) throw new CheckpointMoved(from);
}

/** What is rebuilt beside the live view has a checkpoint of its own, which nobody who reads waits for. */
export const rebuildSuffix = '/rebuild';

type Known = readonly Pick<Projection, 'name' | 'version'>[];

/** How far the views have come that this program knows. */
export interface Standing {
  /** Everything written up to here can be read in all of them, apart from those that are outdated; `beginning` before the first projector. */
  readonly position: bigint;
  /** Some were folded by another version: they wait to be folded anew, and nobody waits for them unless they are what is read. */
  readonly outdated: boolean;
}

/** Answers a statement with rows, by whichever client is at hand. */
export type Ask = (sql: string, values: unknown[]) => Promise<unknown>;

/** Asks by pg itself. */
export function askingBy(client: Pool | ClientBase): Ask {
  return async (sql, values) => (await client.query<object>(sql, values)).rows;
}

/**
 * How far the views are. A view that no projector has begun to fill is at the beginning.
 * @param asked a view that is to be read: it counts also where it is outdated
 */
export async function readStanding(ask: Ask, known: Known, asked?: string): Promise<Standing> {
  const [row] = (await ask(
    `select min(coalesce(c.position, ${beginning}))
              filter (where coalesce(c.version, known.version) = known.version or known.name = $3)::text as position,
            coalesce(bool_or(c.version <> known.version), false) as outdated
     from unnest($1::text[], $2::integer[]) as known (name, version)
     left join views.checkpoint c on c.projection = known.name`,
    [known.map(({ name }) => name), known.map(({ version }) => version), asked ?? null],
  )) as { position: string | null; outdated: boolean }[];
  return { position: BigInt(row?.position ?? beginning), outdated: row?.outdated ?? false };
}
