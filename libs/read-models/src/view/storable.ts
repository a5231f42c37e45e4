import { columnsOf, type ColumnType, type Table } from './table.js';

/**
 * A row's values as Postgres will give them back, in the order of the columns: instants with milliseconds, no NUL and no lone
 * surrogate in texts (Postgres can hold neither), nothing undefined.
 */
export function storableValues<Row extends object>(table: Table<Row>, row: Row): unknown[] {
  const values = row as Readonly<Record<string, unknown>>;
  return columnsOf(table).map(([property, type]) => clean(values[property], type));
}

function storable<Row extends object>(table: Table<Row>, row: Row): Record<string, unknown> {
  const values = storableValues(table, row);
  return Object.fromEntries(columnsOf(table).map(([property], i) => [property, values[i]]));
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What JSON writes for a NUL and for half a surrogate pair. */
const unstorable = /\\u(0000|d[89a-f])/i;

/** Rows as JSON that Postgres can take. */
export function storableJson<Row extends object>(table: Table<Row>, rows: readonly Row[]): string {
  const json = JSON.stringify(rows);
  // Almost always nothing is to be cleaned; and it would cost more than all the rest.
  return unstorable.test(json) ? JSON.stringify(rows.map((row) => storable(table, row))) : json;
}

function clean(of: unknown, type: ColumnType): unknown {
  if (of === undefined || of === null) return null;
  if (type === 'timestamptz') return instant.test(of as string) ? of : new Date(of as string).toISOString();
  return type === 'text' || type === 'jsonb' ? cleanText(of) : of;
}

/** Texts as Postgres can hold them, in whatever stands around them. */
export function cleanText(of: unknown): unknown {
  if (typeof of === 'string')
    return of.isWellFormed() && !of.includes('\0') ? of : of.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(of)) return of.map(cleanText);
  if (typeof of !== 'object' || of === null) return of;
  return Object.fromEntries(Object.entries(of).map(([key, part]) => [cleanText(key), cleanText(part)]));
}
