import type { ClientBase } from 'pg';
import type { Ask } from './checkpoint.js';
import type { Projection } from './projection.js';

/** The rows of a view were folded by another version of it: it waits to be folded anew, and the others go on. */
export class OutdatedView extends Error {
  override readonly name = 'OutdatedView';

  constructor(
    readonly view: string,
    readonly kept: number,
    readonly known: number,
    /** How far it is, and stays. */
    readonly position: bigint,
  ) {
    super(
      `the view ${view} was folded by its version ${kept}, this program has ${known}: run "handoffctl views rebuild ${view}"`,
    );
  }
}

/** Which projections were folded by another version than the one this program has. */
export async function outdatedAmong(
  ask: Ask,
  known: readonly Pick<Projection, 'name' | 'version'>[],
): Promise<OutdatedView[]> {
  const rows = await ask(
    `select known.name, c.version as kept, known.version, c.position
     from unnest($1::text[], $2::integer[]) as known (name, version)
     join views.checkpoint c on c.projection = known.name and c.version <> known.version`,
    [known.map(({ name }) => name), known.map(({ version }) => version)],
  );
  return (rows as { name: string; kept: number; version: number; position: string }[]).map(
    ({ name, kept, version, position }) => new OutdatedView(name, kept, version, BigInt(position)),
  );
}

/**
 * Which of these tables of the schema `views` the transaction has read so far: PostgreSQL holds the lock of each until it ends, so none
 * of them can have been replaced since either.
 */
export async function tablesRead(ask: Ask, tables: readonly string[]): Promise<string[]> {
  const rows = await ask(
    `select distinct r.relname as name from pg_locks l join pg_class r on r.oid = l.relation
     where l.locktype = 'relation' and l.pid = pg_backend_pid()
       and r.relnamespace = 'views'::regnamespace and r.relname = any($1)`,
    [tables],
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}

/** One of the views that waited was folded anew: from this batch on it is to go with the others. */
export class ViewReturned extends Error {
  override readonly name = 'ViewReturned';
}

/**
 * Holds the views that wait where they are until the transaction ends, as `rebuildViews` does for the moment in which it puts one in place: so
 * the one that returns is where the others are, and they never go on without it.
 * @throws ViewReturned
 */
export async function holdWaiting(tx: ClientBase, waiting: readonly Projection[]): Promise<void> {
  const { rows } = await tx.query<{ projection: string; version: number }>(
    'select projection, version from views.checkpoint where projection = any($1) order by projection for share',
    [waiting.map(({ name }) => name)],
  );
  const returned = waiting.filter(({ name, version }) =>
    rows.some((row) => row.projection === name && row.version === version),
  );
  if (returned.length > 0) throw new ViewReturned(returned.map(({ name }) => name).join(', '));
}
