import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { Client } from 'pg';

/** A text as it may lie around: as it is, in hexadecimal digits (as PostgreSQL shows bytes), and in base64 at each of three offsets. */
export function spellingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const inBase64 = [0, 1, 2].map((offset) => {
    const base64 = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    // Characters at the ends also depend on what stands beside.
    return base64.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [text, bytes.toString('hex'), ...inBase64];
}

/** The lines that hold the text in any of its spellings. */
export function linesWith(text: string, lines: readonly string[]): readonly string[] {
  const spellings = spellingsOf(text);
  return lines.filter((line) => spellings.some((each) => line.includes(each)));
}

/** Every row of every table, each with its table's name. */
export async function everyRow(url: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      texts.push(...found.rows.map(({ row }) => `${name} ${row}`));
    }
    return texts;
  } finally {
    await client.end();
  }
}

/** Every event of the log, as it is stored. */
export async function everyEvent(url: string): Promise<readonly string[]> {
  const client = EventStoreDBClient.connectionString(url);
  const texts: string[] = [];
  for await (const { event } of client.readAll({ fromPosition: START }))
    if (event !== undefined) texts.push(JSON.stringify([event.type, event.data, event.metadata]));
  await client.dispose();
  return texts;
}

/** Every file below a folder, each with its name. */
export async function everyFile(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => `${file} ${await readFile(file, 'latin1')}`));
}
