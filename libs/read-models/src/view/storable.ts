import { columnsOf, type ColumnType, type Table } from './table.js';

/**
 * A row's values as Postgres will give them back, in the order of the columns: instants with milliseconds, no NUL and no lone
 * surrogate in texts (Postgres can hold neither), nothing undefined.
 */
export function storable<Row extends object>(table: Table<Row>, row: Row): Record<string, unknown> {
  const values = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(columnsOf(table).map(([property, type]) => [property, value(values[property], type)]));
}

function value(of: unknown, type: ColumnType): unknown {
  if (of === undefined || of === null) return null;
  if (type === 'timestamptz') return new Date(of as string).toISOString();
  return type === 'text' || type === 'jsonb' ? clean(of) : of;
}

function clean(of: unknown): unknown {
  if (typeof of === 'string')
    return of.isWellFormed() && !of.includes('\0') ? of : of.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(of)) return of.map(clean);
  if (typeof of !== 'object' || of === null) return of;
  return Object.fromEntries(Object.entries(of).map(([key, part]) => [clean(key), clean(part)]));
}
