import type { ClientBase } from 'pg';
import { keyText, type Groups } from './fold.js';
import { copyRows } from './copy-rows.js';
import { storableJson } from './storable.js';
import { columnName, columnsOf, selectList, type Table } from './table.js';
import type { Kept } from './view.js';

/** The rows of one table, many at a time: one statement to load, one to write, one to delete. */
export class RowStorage<Row extends object> {
  private readonly qualified: string;

  constructor(
    private readonly table: Table<Row>,
    name: string = table.name,
  ) {
    this.qualified = `views.${name}`;
  }

  /** All rows of the named groups, in the order of their keys: a fold finds those that it numbers as it made them, wherever they lie. */
  async load(groups: readonly (readonly string[])[], tx: ClientBase): Promise<Groups<Row>> {
    if (groups.length === 0) return new Map();
    const { table } = this;
    const names = table.group.map(columnName);
    const order = table.key.map((column) => `t.${columnName(column)}`).join(', ');
    const { rows } = await tx.query<Kept<Row>>(
      `select ${selectList(table, 't')}
       from unnest(${names.map((_, i) => `$${i + 1}::text[]`).join(', ')}) as wanted (${names.join(', ')})
       -- "offset 0" keeps it a look-up in the index for each group: a table that grows fast has no statistics to plan by.
       cross join lateral (
         select * from ${this.qualified} t where ${names.map((name) => `t.${name} = wanted.${name}`).join(' and ')}
         order by ${order} offset 0
       ) t`,
      names.map((_, i) => groups.map((group) => group[i])),
    );
    const loaded: Groups<Row> = new Map(groups.map((group) => [keyText(group), []]));
    for (const row of rows) {
      const key = keyText(table.group.map((column) => row[column]));
      loaded.set(key, [...loaded.get(key)!, row]);
    }
    return loaded;
  }

  /** Inserts the rows, or puts them in the place of those with the same key. */
  async put(rows: readonly Kept<Row>[], tx: ClientBase): Promise<void> {
    if (rows.length === 0) return;
    const { table } = this;
    const columns = columnsOf(table);
    const names = columns.map(([property]) => columnName(property));
    const key = new Set<string>(table.key.map(columnName));
    const changing = names.filter((name) => !key.has(name));
    await tx.query(
      `insert into ${this.qualified} (${names.join(', ')})
       select ${columns.map(([property]) => `"${property}"`).join(', ')}
       from json_to_recordset($1) as given (${columns.map(([property, type]) => `"${property}" ${type}`).join(', ')})
       on conflict (${[...key].join(', ')})
       do update set ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [storableJson(table, rows)],
    );
  }

  /** Writes rows whose keys the table does not have. */
  add(rows: readonly Kept<Row>[], tx: ClientBase): Promise<void> {
    return copyRows(tx, this.table, this.qualified, rows);
  }

  async remove(rows: readonly Kept<Row>[], tx: ClientBase): Promise<void> {
    if (rows.length === 0) return;
    const names = this.table.key.map(columnName);
    await tx.query(
      `delete from ${this.qualified} t
       using unnest(${names.map((_, i) => `$${i + 1}::text[]`).join(', ')}) as gone (${names.join(', ')})
       where ${names.map((name) => `t.${name}::text = gone.${name}`).join(' and ')}`,
      this.table.key.map((column) => rows.map((row) => String(row[column]))),
    );
  }

  /** Blanks the personal columns of the contacts' rows. */
  async blank(contacts: readonly { readonly workspaceId: string; readonly contactId: string }[], tx: ClientBase) {
    const { personal } = this.table;
    if (personal.length === 0 || contacts.length === 0) return;
    await tx.query(
      `update ${this.qualified} t set ${personal.map((column) => `${columnName(column)} = null`).join(', ')}
       from unnest($1::uuid[], $2::text[]) as erased (workspace_id, contact_id)
       where t.workspace_id = erased.workspace_id and t.contact_id = erased.contact_id`,
      [contacts.map(({ workspaceId }) => workspaceId), contacts.map(({ contactId }) => contactId)],
    );
  }
}
