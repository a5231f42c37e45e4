import { checkLimit } from './list.js';
import type { Page, PageRequest, Reader } from './reader.js';
import { refuseQuery } from './refusals.js';

/**
 * One page of rows that are in memory already, in their order; a page begins after the row that the one before ended with.
 * @param scope names the query, its filters and its moment: a cursor fits no other
 * @param key of a row: unique among them
 * @throws Rejected `limit_invalid`, `cursor_invalid`
 */
export function pageOfRows<Row>(
  { workspaceId, cursors }: Pick<Reader, 'workspaceId' | 'cursors'>,
  scope: readonly unknown[],
  rows: readonly Row[],
  key: (row: Row) => string | number,
  { limit = 50, cursor }: PageRequest,
): Page<Row> {
  checkLimit(limit);
  const query = JSON.stringify([workspaceId, ...scope]);
  const begin = cursor === undefined ? 0 : after(rows, key, cursors.open(query, cursor)[0]);
  const items = rows.slice(begin, begin + limit);
  const last = items.at(-1);
  const more = begin + limit < rows.length && last !== undefined;
  return { items, next: more ? cursors.seal(query, [key(last)]) : null };
}

function after<Row>(rows: readonly Row[], key: (row: Row) => string | number, last: unknown): number {
  const found = rows.findIndex((row) => key(row) === last);
  if (found < 0) throw refuseQuery('cursor_invalid');
  return found + 1;
}
