import { EventStoreDBClient } from '@eventstore/db-client';
import { copyText, projections, rebuildViews, runProjector, views } from '#read-models';
import { streamPrefixes } from '#event-store';
import type { Stage } from '../commands/stage.js';
import type { Row } from '../report.js';
import type { Parts } from './parts.js';

/** All views anew, beside reading the log with the bare client and copying the same rows into tables without an index. */
export async function rebuildBeside(stage: Stage, parts: Parts, events: number): Promise<Row[]> {
  say('the projector follows the log …');
  const followed = await followNow(parts);
  const before = await floorOf(stage, parts);
  say('rebuilding all views …');
  const memory: number[] = [];
  const began = performance.now();
  const results = await rebuildViews(views, {
    ...parts,
    pool: parts.projector,
    signal: new AbortController().signal,
    onProgress: () => memory.push(process.memoryUsage().rss / 2 ** 20),
    onRebuilt: ({ view }) => say(`  ${view} in place after ${((performance.now() - began) / 1_000).toFixed(1)} s`),
  });
  const seconds = (performance.now() - began) / 1_000;
  const unequal = results.filter(({ equal }) => !equal).map(({ view }) => view);
  if (unequal.length > 0) throw new Error(`rebuilt otherwise than live: ${unequal.join(', ')}`);
  // Before and after: what else the machine does changes from minute to minute.
  const after = await floorOf(stage, parts);
  const mean = (of: (floor: Floor) => number) => (of(before) + of(after)) / 2;
  const [read, copied] = [mean((floor) => floor.read), mean((floor) => floor.copied)];
  const floor = read + copied;
  const early = Math.max(...memory.slice(0, Math.ceil(memory.length / 4)));
  return [
    { what: 'events in the log', figure: events, unit: 'events' },
    { what: 'rows of all views', figure: before.rows, unit: 'rows' },
    { what: 'projector, from nothing', figure: events / followed, unit: 'events/s' },
    { what: 'floor: read the log', figure: events / read, unit: 'events/s' },
    { what: 'floor: copy the rows', figure: before.rows / copied, unit: 'rows/s' },
    {
      what: 'rebuild of all views, compared and switched',
      figure: events / seconds,
      unit: 'events/s',
      against: { what: 'floor (read + copy)', ratio: floor / seconds, target: 0.5 },
    },
    {
      what: 'most memory while rebuilding',
      figure: Math.max(...memory),
      unit: 'MB',
      against: { what: 'first quarter over all (1: flat)', ratio: early / Math.max(...memory), target: 0.8 },
    },
  ];
}

interface Floor {
  /** Seconds. */
  readonly read: number;
  readonly copied: number;
  readonly rows: number;
}

async function floorOf(stage: Stage, parts: Parts): Promise<Floor> {
  say('the floor: reading the log, copying the rows …');
  const read = await readLog(stage.eventStoreUrl);
  const { seconds: copied, rows } = await copyViews(parts);
  return { read, copied, rows };
}

/** Lets the live views come to the head of the log: seconds. */
export async function followNow({ store, projector }: Parts): Promise<number> {
  const head = (await store.head(streamPrefixes)) ?? -1n;
  const stop = new AbortController();
  const began = performance.now();
  await runProjector({
    store,
    pool: projector,
    projections,
    signal: stop.signal,
    onLag: ({ position }) => position >= head && stop.abort(),
    onFault: (error) => say(`projector: ${String(error)}`),
  });
  return (performance.now() - began) / 1_000;
}

/** Reads the whole log with the bare client and keeps nothing of it: seconds. */
async function readLog(connectionString: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const began = performance.now();
  let count = 0;
  for await (const { event } of client.readAll()) count += event === undefined ? 0 : 1;
  const seconds = (performance.now() - began) / 1_000;
  await client.dispose();
  say(`read ${count} events`);
  return seconds;
}

/** How many rows are copied at once. */
const page = 20_000;

/** The rows of every view into tables of the same columns; the clock runs for the copying alone. */
async function copyViews({ owner }: Parts): Promise<{ readonly seconds: number; readonly rows: number }> {
  const [reader, writer] = [await owner.connect(), await owner.connect()];
  let rows = 0;
  let milliseconds = 0;
  await writer.query('create schema floor');
  for (const { table } of views) {
    const columns = await reader.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
      [`views.${table.name}`],
    );
    // As COPY writes its text format, made by the server so that nothing of ours is in the floor.
    const line = columns.rows
      .map(
        ({ name }) =>
          `coalesce(replace(replace(replace(replace(t.${name}::text, E'\\\\', E'\\\\\\\\'), E'\\n', E'\\\\n'), E'\\r', E'\\\\r'), E'\\t', E'\\\\t'), E'\\\\N')`,
      )
      .join(` || E'\\t' || `);
    await writer.query(`create table floor.${table.name} (like views.${table.name})`);
    await reader.query('begin');
    await reader.query(`declare given no scroll cursor for select ${line} as line from views.${table.name} t`);
    for (;;) {
      const found = await reader.query<{ line: string }>(`fetch ${page} from given`);
      if (found.rows.length === 0) break;
      const text = `${found.rows.map((row) => row.line).join('\n')}\n`;
      const began = performance.now();
      await copyText(writer, `copy floor.${table.name} from stdin`, text);
      milliseconds += performance.now() - began;
      rows += found.rows.length;
    }
    await reader.query('commit');
  }
  await writer.query('drop schema floor cascade');
  reader.release();
  writer.release();
  return { seconds: milliseconds / 1_000, rows };
}

function say(what: string): void {
  process.stderr.write(`${what}\n`);
}
