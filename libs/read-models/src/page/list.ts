import { columnName, columnsOf, selectList, type Table } from '../view/table.js';
import type { Kept } from '../view/view.js';
import type { Condition } from './filters.js';
import type { Page, PageRequest, Reader } from './reader.js';
import { refuseQuery } from './refusals.js';

const defaultLimit = 50;
const maxLimit = 200;

/** A list over one view's table, in the order of an index. */
export interface ListQuery<Row extends object> {
  /** Name of the query: a cursor is bound to it. */
  readonly name: string;
  readonly table: Table<Row>;
  readonly where: readonly Condition[];
  /** Columns that together are unique; one direction for all of them, so that the index is walked. */
  readonly order: readonly (keyof Kept<Row> & string)[];
  readonly direction: 'asc' | 'desc';
}

/**
 * One page of rows. Keyset: a page begins after the last row of the one before, whatever was inserted meanwhile.
 * @throws Rejected `limit_invalid`, `cursor_invalid`
 */
export async function listRows<Row extends object>(
  reader: Reader,
  query: ListQuery<Row>,
  { limit = defaultLimit, cursor }: PageRequest,
): Promise<Page<Kept<Row>>> {
  checkLimit(limit);
  const { table, order, direction } = query;
  const scope = scopeOf(reader, query);
  const after = cursor === undefined ? undefined : reader.cursors.open(scope, cursor);
  const types = new Map(columnsOf(table));
  const parameters: unknown[] = [];
  const parameter = (value: unknown) => `$${parameters.push(value)}`;
  const where = query.where.map(({ sql, value }) =>
    value === undefined ? sql : sql.replaceAll('?', parameter(value)),
  );
  const columns = order.map((property) => `t.${columnName(property)}`);
  if (after !== undefined)
    where.push(
      `(${columns.join(', ')}) ${direction === 'asc' ? '>' : '<'} ` +
        `(${order.map((property, i) => `${parameter(after[i])}::${types.get(property)}`).join(', ')})`,
    );
  const found = await reader.manager.query<Kept<Row>[]>(
    `select ${selectList(table, 't')} from views.${table.name} t
     ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
     order by ${columns.map((column) => `${column} ${direction}`).join(', ')} limit ${limit + 1}`,
    parameters,
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  const next = more
    ? reader.cursors.seal(
        scope,
        order.map((property) => last[property]),
      )
    : null;
  return { items, next };
}

/** @throws Rejected `limit_invalid` */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    throw refuseQuery('limit_invalid', { limit, maxLimit });
}

/** One row by its key, if the workspace has it. */
export async function findRow<Row extends object>(
  { manager }: Reader,
  table: Table<Row>,
  key: { readonly [Name in keyof Row]?: string | number },
): Promise<Kept<Row> | undefined> {
  const names = Object.keys(key);
  const rows = await manager.query<Kept<Row>[]>(
    `select ${selectList(table, 't')} from views.${table.name} t
     where ${names.map((name, i) => `t.${columnName(name)} = $${i + 1}`).join(' and ')} limit 1`,
    Object.values(key),
  );
  return rows[0];
}

/** A cursor fits the same query with the same filters in the same workspace, and no other. */
function scopeOf<Row extends object>({ workspaceId }: Reader, { name, where, direction }: ListQuery<Row>): string {
  return JSON.stringify([workspaceId, name, direction, where.map(({ sql, value }) => [sql, value ?? null])]);
}
