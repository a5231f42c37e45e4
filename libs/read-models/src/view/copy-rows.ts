import { Query, type ClientBase, type QueryResult, type Submittable } from 'pg';
import { columnName, columnsOf, type ColumnType, type Table } from './table.js';
import { cleanText } from './storable.js';

/** What of a connection the copying needs; pg's own types leave it out. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

type Answered = (error: Error | null, result: QueryResult) => void;

/** `copy … from stdin` of one piece of text: pg speaks the protocol, and leaves the sending to whoever subclasses its query. */
class CopyIn extends (Query as unknown as new (sql: string, answered: Answered) => Submittable) {
  constructor(
    sql: string,
    // Not `text`: that is where the query keeps its SQL.
    private readonly lines: string,
    answered: Answered,
  ) {
    super(sql, answered);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.lines));
    connection.endCopyFrom();
  }
}

/** Sends lines in PostgreSQL's text format (COPY, "Text Format"). */
export function copyText(client: ClientBase, sql: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(sql, text, (error) => (error === null ? resolve() : reject(error))));
  });
}

/** Writes rows that are not in the table yet: much faster than inserting them. The name is qualified. */
export async function copyRows<Row extends object>(
  client: ClientBase,
  table: Table<Row>,
  name: string,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsOf(table);
  const names = columns.map(([property]) => columnName(property)).join(', ');
  let lines = '';
  for (const row of rows) {
    const values = row as Readonly<Record<string, unknown>>;
    let line = '';
    for (const [property, type] of columns) line += `${copied(values[property], type)}\t`;
    lines += `${line.slice(0, -1)}\n`;
  }
  await copyText(client, `copy ${name} (${names}) from stdin`, lines);
}

const special = /[\\\n\r\t]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** What JSON writes for a NUL and for half a surrogate pair. */
const unstorable = /\\u(0000|d[89a-f])/i;
/** Whatever cannot be copied as it is: most texts have nothing of it. */

const unusual = /[\\\n\r\t\0\ud800-\udfff]/;

function copied(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return '\\N';
  if (type === 'jsonb') {
    const json = JSON.stringify(value);
    return escaped(unstorable.test(json) ? JSON.stringify(cleanText(value)) : json);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return unusual.test(text) ? escaped(String(cleanText(text))) : text;
}

function escaped(text: string): string {
  return text.replace(special, (character) => escapes[character]!);
}
