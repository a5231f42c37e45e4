import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ExportFilter } from '#domain';
import {
  EntryRenderer,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  proveInclusion,
  proveRange,
  writeExport,
  type ErasureRow,
  type NoteSigner,
} from '#ledger';
import type { SaltedOpener } from '#personal-data';
import type { Reader } from '../page/reader.js';
import { askOf } from '../ledger/checkpoint-queries.js';
import { storedTree } from '../ledger/stored-tree.js';
import { openRows, type StoredLeaf } from './open-rows.js';

/** What is asked for. */
export interface ExportOrder {
  readonly workspaceId: string;
  readonly filter: ExportFilter;
  readonly size: bigint;
  readonly since: bigint | null;
  /** The signed checkpoint of that size. */
  readonly checkpoint: string;
  readonly requestedBy: { readonly kind: string; readonly id: string };
}

export interface RenderParts {
  /** One short transaction that reads the workspace. */
  readonly read: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;
  readonly opener: SaltedOpener;
  readonly signer: NoteSigner;
  readonly signal?: AbortSignal;
}

/** What was made. */
export interface RenderedExport {
  readonly bytes: bigint;
  readonly sha256: string;
  readonly matched: bigint;
  readonly withheld: bigint;
  readonly erased: bigint;
}

/** No signed tree holds an erasure yet that the export must prove: one follows within seconds. */
export class ErasureNotSigned extends Error {
  override readonly name = 'ErasureNotSigned';
}

const page = 2_000;

/**
 * Makes an export in a file, in constant memory: its lines are spooled beside it, page by page, each page in a transaction of its own,
 * since leaves only grow. The file bears its name only once it is whole and on the disk; whatever fails leaves none.
 *
 * Everything is as of `size`, and so the same order gives the same bytes. Only where somebody was erased after that is the tree the
 * first signed one that holds the erasure.
 *
 * @throws ErasureNotSigned, Unexplained, LeafError
 */
export async function renderExport(file: string, order: ExportOrder, parts: RenderParts): Promise<RenderedExport> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const spools = { jsonl: `${file}.jsonl.part`, csv: `${file}.csv.part` };
  const whole = `${file}.part`;
  try {
    const { renderer, erased, start } = await spool(spools, order, parts);
    const { note, erasures, proofs } = await provenAs(order, parts, start, renderer.end, erased);
    const { totals } = renderer;
    const archive = writeExport({
      workspace: order.workspaceId,
      filter: { ...order.filter },
      requestedBy: order.requestedBy,
      start,
      ...(order.since === null ? {} : { since: order.since }),
      checkpoint: note,
      proofs,
      erasures,
      rendered: totals,
      jsonl: createReadStream(spools.jsonl, { highWaterMark: 1 << 20 }),
      csv: createReadStream(spools.csv, { highWaterMark: 1 << 20 }),
      signer: parts.signer,
    });
    const written = await write(whole, archive);
    await rename(whole, file);
    return { ...written, ...totals.counts };
  } finally {
    await Promise.all([spools.jsonl, spools.csv, whole].map((each) => rm(each, { force: true })));
  }
}

async function spool(files: { readonly jsonl: string; readonly csv: string }, order: ExportOrder, parts: RenderParts) {
  const { workspaceId, filter, size } = order;
  const { read, opener, signal } = parts;
  const gone = new Set(await read(erasedContacts));
  const { start, end } = await read((reader) => rangeOf(reader, filter, size));
  const renderer = new EntryRenderer(start);
  const erased = new Set<string>();
  const [jsonl, csv] = await Promise.all([open(files.jsonl, 'w', 0o600), open(files.csv, 'w', 0o600)]);
  try {
    const load = (from: bigint) => (from >= end ? Promise.resolve([]) : read((reader) => leavesOf(reader, from, end)));
    let next = load(start);
    for (let at = start; at < end;) {
      signal?.throwIfAborted();
      const leaves = await next;
      if (leaves.length === 0) throw new Error(`the ledger has no leaf ${at}`);
      at += BigInt(leaves.length);
      next = load(at);
      // A failure is met when its turn comes.
      next.catch(() => undefined);
      const opened = await openRows(leaves, filter, workspaceId, opener, gone);
      for (const contact of opened.erased) erased.add(contact);
      const lines = opened.rows.map((row) => renderer.render(row));
      await jsonl.writeFile(Buffer.concat(lines.map((line) => line.jsonl)));
      await csv.writeFile(lines.map((line) => line.csv).join(''));
    }
  } finally {
    await Promise.all([jsonl.close(), csv.close()]);
  }
  return { renderer: { totals: renderer.totals(), end }, erased, start };
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

function leavesOf(reader: Reader, from: bigint, end: bigint): Promise<StoredLeaf[]> {
  return askOf(reader)<StoredLeaf>(
    `select index, event_id, leaf, hash, sealed from ledger.leaf where workspace_id = $1 and index >= $2 and index < $3
     order by index limit ${page}`,
    [reader.workspaceId, String(from), String(end)],
  );
}

async function erasedContacts(reader: Reader): Promise<string[]> {
  const rows = await askOf(reader)<{ id: string }>(
    `select distinct subject_id as id from views.audit_log where type = 'ContactErased'`,
    [],
  );
  return rows.map(({ id }) => `contact:${id}`);
}

/** The checkpoint the export stands on, and every proof. */
function provenAs(order: ExportOrder, { read }: RenderParts, start: bigint, end: bigint, erased: ReadonlySet<string>) {
  return read(async (reader) => {
    const ask = askOf(reader);
    const recorded = await ask<{ index: string; leaf: Buffer }>(
      `select distinct on (stream) index, leaf from ledger.leaf where workspace_id = $1 and stream = any($2)
       order by stream, index`,
      [reader.workspaceId, [...erased].map((contact) => `contact-${contact}`)],
    );
    const last = recorded.reduce((largest, { index }) => (BigInt(index) > largest ? BigInt(index) : largest), -1n);
    const note = last < order.size ? order.checkpoint : await firstNoteOver(reader, last);
    if (note === undefined || recorded.length < erased.size)
      throw new ErasureNotSigned('no signed tree holds the erasure yet');
    const { size } = parseCheckpoint(parseNote(note).text);
    const tree = storedTree(ask, reader.workspaceId, size);
    const erasures: ErasureRow[] = [];
    for (const { index, leaf } of recorded)
      erasures.push({ index: BigInt(index), leaf, proof: await proveInclusion(tree, BigInt(index), size) });
    erasures.sort((a, b) => (a.index < b.index ? -1 : 1));
    const range = await proveRange(tree, start, end, size);
    const { since } = order;
    const consistency = since === null ? {} : { consistency: await proveConsistency(tree, since, size) };
    return { note, erasures, proofs: { range, ...consistency } };
  });
}

async function firstNoteOver(reader: Reader, index: bigint): Promise<string | undefined> {
  const [row] = await askOf(reader)<{ note: string }>(
    'select note from ledger.checkpoint where workspace_id = $1 and size > $2 order by number limit 1',
    [reader.workspaceId, String(index)],
  );
  return row?.note;
}

async function write(file: string, content: AsyncIterable<Uint8Array>): Promise<{ bytes: bigint; sha256: string }> {
  const handle = await open(file, 'w', 0o600);
  const hash = createHash('sha256');
  let bytes = 0n;
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += BigInt(chunk.length);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
