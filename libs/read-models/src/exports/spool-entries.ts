import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { ExportFilter } from '#domain';
import { CSV_HEADER, EntryRenderer, canonicalize, type Totals } from '#ledger';
import { askOf } from '../ledger/checkpoint-queries.js';
import type { Reader } from '../page/reader.js';
import { foreseenHead } from './export-head.js';
import type { ExportOrder, RenderParts } from './export-order.js';
import { inOrder, type PageOrder, type PageRenderer } from './page-renderer.js';
import { RenderHere } from './render-here.js';
import { RenderThreads } from './render-threads.js';
import { SpoolChanged, SpoolFile } from './spool-file.js';

/** The entries of an export, rendered beside it. */
export interface Spool {
  readonly start: bigint;
  readonly end: bigint;
  readonly erased: ReadonlySet<string>;
  readonly totals: Totals;
  readonly jsonl: SpoolFile;
  readonly csv: SpoolFile;
}

/** How far an interrupted export had come, as JSON. */
interface Progress {
  /** Digest of everything that the lines depend on. */
  readonly order: string;
  /** Bytes left free in front of the lines of `entries.jsonl`. */
  readonly head: string;
  readonly end: string;
  readonly jsonl: { readonly bytes: string; readonly sha256: string };
  readonly csv: { readonly bytes: string; readonly sha256: string };
  readonly counts: Readonly<Record<keyof Totals['counts'], string>>;
  readonly erased: readonly string[];
}

/** Entries that are rendered in less than the time that threads take to start. */
const worthThreads = 5_000;
/** Where the lines and the notes of an export lie until it is whole. */
export const spoolNames = (file: string) => ({
  jsonl: `${file}.jsonl.part`,
  csv: `${file}.csv.part`,
  progress: `${file}.progress.part`,
});

/**
 * Renders the entries of an export into two files, page by page, each page read in a transaction of its own, since leaves only grow.
 * What an earlier attempt left is held against the note of how far it came, and gone on with.
 *
 * @throws Unexplained, LeafError; errors of the disk
 */
export async function spoolEntries(file: string, order: ExportOrder, parts: RenderParts): Promise<Spool> {
  const { workspaceId, filter, size } = order;
  const { read, signal, onProgress, page = 500 } = parts;
  const noteEvery = 40n * BigInt(page);
  const gone = new Set(await read(erasedContacts));
  const { start, end } = await read((reader) => rangeOf(reader, filter, size));
  const id = fingerprint(order, start, end, gone);
  const { renderer, erased, jsonl, csv } =
    (await goOn(file, id, start)) ?? (await begin(file, start, await foreseenHead(order, parts, start, end)));
  const pages = pageRenderer(parts, { workspaceId, filter, gone }, end - renderer.next);
  try {
    // From here on there is a trace of it, so that a process that starts anew knows to go on.
    await note(file, { order: id, head: jsonl.offset }, renderer.totals(), erased);
    let noted = renderer.next;
    for await (const rendered of inOrder(pages, renderer.next, end, page)) {
      signal?.throwIfAborted();
      renderer.add(rendered);
      for (const contact of rendered.erased) erased.add(contact);
      await jsonl.write(rendered.jsonl);
      await csv.write(rendered.csv);
      const at = renderer.next;
      if (at - noted < noteEvery && at < end) continue;
      noted = at;
      await Promise.all([jsonl.written(), csv.written()]);
      await note(file, { order: id, head: jsonl.offset }, renderer.totals(), erased);
      await jsonl.settle();
      onProgress?.(at - start, end - start);
    }
    return { start, end, erased, totals: renderer.totals(), jsonl, csv };
  } catch (error) {
    await Promise.all([jsonl.close(), csv.close()]);
    throw error;
  } finally {
    await pages.close();
  }
}

/** In this thread, or in others where there is enough to do. */
function pageRenderer(parts: RenderParts, order: PageOrder, entries: bigint): PageRenderer {
  const { threads, keys } = parts;
  const worth = threads !== undefined && entries >= BigInt(threads.from ?? worthThreads);
  return worth ? new RenderThreads(threads, order, keys) : new RenderHere(parts, order);
}

/** Takes away what an attempt left. */
export async function removeSpool(file: string): Promise<void> {
  const { progress, ...spools } = spoolNames(file);
  await Promise.all([progress, `${progress}.new`, ...Object.values(spools)].map((name) => rm(name, { force: true })));
}

async function begin(file: string, start: bigint, head: number) {
  await removeSpool(file);
  const names = spoolNames(file);
  const [jsonl, csv] = [await SpoolFile.fresh(names.jsonl, head), await SpoolFile.fresh(names.csv, 0)];
  return { renderer: new EntryRenderer(start), erased: new Set<string>(), jsonl, csv };
}

/** What an earlier attempt left, if it is an attempt at the same. */
async function goOn(file: string, id: string, start: bigint) {
  const names = spoolNames(file);
  try {
    const said = JSON.parse(await readFile(names.progress, 'utf8')) as Progress;
    if (said.order !== id) return undefined;
    const renderer = new EntryRenderer(start);
    const resumed = renderer.resume(totalsOf(said));
    const jsonl = await SpoolFile.goOn(names.jsonl, Number(said.head), Number(said.jsonl.bytes), resumed.jsonl);
    try {
      const lines = Number(said.csv.bytes) - CSV_HEADER.length;
      const csv = await SpoolFile.goOn(names.csv, 0, lines, resumed.csv);
      if (resumed.matches()) return { renderer, erased: new Set(said.erased), jsonl, csv };
      await csv.close();
    } catch (error) {
      await jsonl.close();
      throw error;
    }
    await jsonl.close();
    return undefined;
  } catch (error) {
    const unusable = error instanceof SyntaxError || error instanceof SpoolChanged;
    if (unusable || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function note(
  file: string,
  { order, head }: { readonly order: string; readonly head: number },
  { end, jsonl, csv, counts }: Totals,
  erased: ReadonlySet<string>,
) {
  const { progress } = spoolNames(file);
  const said: Progress = {
    ...{ order, head: String(head), end: String(end), erased: [...erased] },
    jsonl: { bytes: String(jsonl.bytes), sha256: jsonl.sha256 },
    csv: { bytes: String(csv.bytes), sha256: csv.sha256 },
    counts: Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, String(n)])) as Progress['counts'],
  };
  await writeFile(`${progress}.new`, JSON.stringify(said), { mode: 0o600 });
  await rename(`${progress}.new`, progress);
}

function totalsOf({ end, jsonl, csv, counts }: Progress): Totals {
  return {
    end: BigInt(end),
    jsonl: { bytes: BigInt(jsonl.bytes), sha256: jsonl.sha256 },
    csv: { bytes: BigInt(csv.bytes), sha256: csv.sha256 },
    counts: {
      matched: BigInt(counts.matched),
      withheld: BigInt(counts.withheld),
      erased: BigInt(counts.erased),
      escapedCells: BigInt(counts.escapedCells),
    },
  };
}

function fingerprint({ workspaceId, filter }: ExportOrder, start: bigint, end: bigint, gone: ReadonlySet<string>) {
  const range = [String(start), String(end)];
  const text = canonicalize({ workspaceId, filter: { ...filter }, range, gone: [...gone].sort() });
  return createHash('sha256').update(text).digest('hex');
}

/** Entries in the range: all before `size`, or those from the first to the last one within the times that are asked for. */
async function rangeOf(reader: Reader, { from, until }: ExportFilter, size: bigint) {
  if (from === undefined && until === undefined) return { start: 0n, end: size };
  const [row] = await askOf(reader)<{ start: string | null; end: string | null }>(
    `select min(index) as start, max(index) + 1 as end from ledger.leaf
     where workspace_id = $1 and index < $2 and ($3::timestamptz is null or at >= $3) and ($4::timestamptz is null or at < $4)`,
    [reader.workspaceId, String(size), from ?? null, until ?? null],
  );
  return { start: BigInt(row?.start ?? 0), end: BigInt(row?.end ?? 0) };
}

async function erasedContacts(reader: Reader): Promise<string[]> {
  const rows = await askOf(reader)<{ id: string }>(
    `select distinct subject_id as id from views.audit_log where type = 'ContactErased'`,
    [],
  );
  return rows.map(({ id }) => `contact:${id}`);
}
