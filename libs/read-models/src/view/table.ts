/** What a column may hold. Instants are `timestamptz`, and come back as ISO 8601 strings; `bigint` comes back as a string. */
export type ColumnType =
  'text' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'timestamptz' | 'jsonb' | 'uuid';

/** What every row says besides its own: whose it is, and the last event it was made from. Written by the machinery. */
export interface Placed {
  readonly workspaceId: string;
  /** Whose personal values stand in the row, if anybody's. */
  readonly contactId: string | null;
  /** Of the last event that touched the row; a row belongs to exactly one stream. */
  readonly revision: number;
  readonly position: string;
}

type Column<Row> = Exclude<keyof Row, keyof Placed> & string;

/** A table of the schema `views`: the one source of its columns, its SQL and its digest. */
export interface Table<Row> {
  readonly name: string;
  /**
   * The times (13 digits) of the migrations that make this table, oldest first. A table is derived from the log, so a change of shape
   * is never an ALTER: raise the view's version and add a time here, and the table is made anew and filled again.
   */
  readonly made: readonly number[];
  readonly columns: { readonly [Name in Column<Row>]: ColumnType };
  readonly key: readonly Column<Row>[];
  /** The first part of the key: rows that are folded together. */
  readonly group: readonly Column<Row>[];
  /** Plain personal values of the row's contact: blanked when the contact is erased. */
  readonly personal: readonly Column<Row>[];
  /** What follows `create index on {table}`. */
  readonly indexes: readonly string[];
}

const placed: { readonly [Name in keyof Placed]: ColumnType } = {
  workspaceId: 'uuid',
  contactId: 'text',
  revision: 'integer',
  position: 'bigint',
};

/** Every column with its type, in the order of the table: property → type. */
export function columnsOf<Row>(table: Table<Row>): Columns {
  const known = columnsByTable.get(table);
  if (known !== undefined) return known;
  const columns: Columns = [...Object.entries<ColumnType>(placed), ...Object.entries<ColumnType>(table.columns)];
  columnsByTable.set(table, columns);
  return columns;
}

type Columns = readonly (readonly [property: string, type: ColumnType])[];

/** Asked for every row that is written or digested. */
const columnsByTable = new WeakMap<object, Columns>();

/** `queuedAt` → `"queued_at"`; quoted, since `from` and `to` are words of SQL. */
export function columnName(property: string): string {
  return `"${property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}

/** `create table` with its primary key, under this or another name (a rebuilt view is filled beside the live one). */
export function createTableSql<Row>(table: Table<Row>, name: string = table.name): string {
  const notNull = new Set(['workspaceId', 'revision', 'position', ...table.key]);
  const columns = columnsOf(table).map(
    ([property, type]) => `${columnName(property)} ${type}${notNull.has(property) ? ' not null' : ''}`,
  );
  return `create table views.${name} (${columns.join(', ')}, primary key (${table.key.map(columnName).join(', ')}))`;
}

/** The indexes that queries and erasures use. */
export function createIndexSql<Row>(table: Table<Row>, name: string = table.name): string[] {
  const byContact = table.personal.length > 0 ? ['(contact_id) where contact_id is not null'] : [];
  return [...table.indexes, ...byContact].map((index) => `create index on views.${name} ${index}`);
}

/** The columns as a query asks for them: rows come back in the shape of `Row & Placed`. */
export function selectList<Row>(table: Table<Row>, alias: string): string {
  return columnsOf(table)
    .map(([property, type]) => `${selected(`${alias}.${columnName(property)}`, type)} as "${property}"`)
    .join(', ');
}

function selected(column: string, type: ColumnType): string {
  if (type === 'timestamptz') return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (type === 'bigint') return `${column}::text`;
  return column;
}
