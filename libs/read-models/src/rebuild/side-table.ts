import type { ClientBase, PoolClient } from 'pg';
import { rebuildSuffix } from '../projector/checkpoint.js';
import { transaction } from '../projector/commit-batch.js';
import type { Projection } from '../projector/projection.js';
import { bareTableSql, openTableSql } from '../schema/table-migration.js';
import { rowProjection } from '../view/row-projection.js';
import type { View } from '../view/view.js';

/* The table in which a view is folded anew, beside the live one, under a checkpoint of its own. */

/** @param bare as `isBare` says: only then rows can be copied in */
export function sideOf(view: View, bare: boolean): Projection {
  return { ...rowProjection(view, { table: sideTable(view), bulk: bare }), name: sideName(view) };
}

/** Which of the side tables are still being filled and not yet open to be read. */
export async function bareAmong(client: ClientBase, views: readonly View[]): Promise<ReadonlySet<View>> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'views' and c.relname = any($1) and not c.relrowsecurity`,
    [views.map(sideTable)],
  );
  const names = new Set(rows.map(({ name }) => name));
  return new Set(views.filter((view) => names.has(sideTable(view))));
}

export function sideName({ name }: View): string {
  return name + rebuildSuffix;
}

export function sideTable({ table }: View): string {
  return `${table.name}_rebuilt`;
}

function oldTable({ table }: View): string {
  return `${table.name}_old`;
}

/** The table of an interrupted rebuild of this version, or a new one. What an earlier switch could not drop is dropped. */
export async function prepare(holder: PoolClient, view: View): Promise<void> {
  const name = sideName(view);
  await dropOld(holder, view);
  const { rows } = await holder.query<{ resumes: boolean }>(
    `select to_regclass($1) is not null
       and exists (select 1 from views.checkpoint where projection = $2 and version = $3) as resumes`,
    [`views.${sideTable(view)}`, name, view.version],
  );
  if (rows[0]?.resumes === true) return;
  await transaction(holder, async () => {
    await holder.query(`drop table if exists views.${sideTable(view)}`);
    await holder.query('delete from views.checkpoint where projection = $1', [name]);
    await holder.query('delete from views.parked_stream where projection = $1', [name]);
    for (const sql of bareTableSql(view, sideTable(view))) await holder.query(sql);
  });
}

/** What the sorting of an index may take; as much again for each lane. */
const indexMemory = '192MB';

/** The views in the order of their side tables' sizes. */
export async function largestFirst(client: ClientBase, views: readonly View[]): Promise<View[]> {
  const { rows } = await client.query<{ size: string }>(
    'select pg_relation_size(name::regclass) as size from unnest($1::text[]) with ordinality as side (name, nth) order by nth',
    [views.map((view) => `views.${sideTable(view)}`)],
  );
  const sizes = new Map(views.map((view, i) => [view, Number(rows[i]?.size ?? 0)]));
  return [...views].sort((a, b) => sizes.get(b)! - sizes.get(a)!);
}

/** Gives a table that was filled bare its indexes and its wall between workspaces, and lets the planner know what is in it. */
export async function open(holder: PoolClient, view: View): Promise<void> {
  if ((await bareAmong(holder, [view])).has(view))
    await transaction(holder, async () => {
      await holder.query(`set local maintenance_work_mem = '${indexMemory}'`);
      for (const sql of openTableSql(view, sideTable(view))) await holder.query(sql);
    });
  await holder.query(`analyze views.${sideTable(view)}`);
}

/** Within the transaction that holds the projector. Whoever reads waits for the renaming and then finds the new table. */
export async function putInPlace(holder: PoolClient, view: View): Promise<void> {
  const side = sideName(view);
  await holder.query(`alter table views.${view.table.name} rename to ${oldTable(view)}`);
  await holder.query(`alter table views.${sideTable(view)} rename to ${view.table.name}`);
  await holder.query('delete from views.parked_stream where projection = $1', [view.name]);
  await holder.query('update views.parked_stream set projection = $1 where projection = $2', [view.name, side]);
  await holder.query(
    `update views.checkpoint c set version = $2, position = side.position
     from views.checkpoint side where c.projection = $1 and side.projection = $3`,
    [view.name, view.version, side],
  );
  await holder.query('delete from views.checkpoint where projection = $1', [side]);
}

export async function dropOld(holder: PoolClient, view: View): Promise<void> {
  await holder.query(`drop table if exists views.${oldTable(view)}`);
}
