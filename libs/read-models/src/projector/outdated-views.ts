import type { Projection } from './projection.js';

/** The rows of a view were folded by another version of it: it waits to be folded anew, and the others go on. */
export class OutdatedView extends Error {
  override readonly name = 'OutdatedView';

  constructor(
    readonly view: string,
    readonly kept: number,
    readonly known: number,
  ) {
    super(
      `the view ${view} was folded by its version ${kept}, this program has ${known}: run "handoffctl views rebuild ${view}"`,
    );
  }
}

/** Answers a statement with rows, by whichever client is at hand. */
type Ask = (sql: string, values: unknown[]) => Promise<unknown>;

/** Which projections were folded by another version than the one this program has. */
export async function outdatedAmong(
  ask: Ask,
  known: readonly Pick<Projection, 'name' | 'version'>[],
): Promise<OutdatedView[]> {
  const rows = await ask(
    `select known.name, c.version as kept, known.version
     from unnest($1::text[], $2::integer[]) as known (name, version)
     join views.checkpoint c on c.projection = known.name and c.version <> known.version`,
    [known.map(({ name }) => name), known.map(({ version }) => version)],
  );
  return (rows as { name: string; kept: number; version: number }[]).map(
    ({ name, kept, version }) => new OutdatedView(name, kept, version),
  );
}
