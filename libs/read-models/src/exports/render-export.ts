import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { exportHead, writeExport } from '#ledger';
import { headParts } from './export-head.js';
import type { ExportOrder, RenderParts } from './export-order.js';
import { proveExport } from './prove-export.js';
import { removeSpool, spoolEntries, spoolNames, type Spool } from './spool-entries.js';
import { SpoolChanged, writeAll } from './spool-file.js';

/** What was made. */
export interface RenderedExport {
  readonly bytes: bigint;
  readonly sha256: string;
  readonly matched: bigint;
  readonly withheld: bigint;
  readonly erased: bigint;
}

/** After these, going on later would only fail again, or the room is needed. */
const hopeless = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * Makes an export in a file, in constant memory: its lines are spooled beside it. The file bears its name only once it is whole and on
 * the disk. Whatever interrupts it leaves parts that tell themselves apart by their names, and the next call with the same order goes on
 * from them; a full disk leaves nothing.
 *
 * Everything is as of `size`, and so the same order gives the same bytes. Only where somebody was erased after that is the tree the
 * first signed one that holds the erasure.
 *
 * @throws ErasureNotSigned, Unexplained, LeafError, SpoolChanged; errors of the disk
 */
export async function renderExport(file: string, order: ExportOrder, parts: RenderParts): Promise<RenderedExport> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    const spool = await spoolEntries(file, order, parts);
    try {
      const { whole, ...written } = await assemble(file, order, parts, spool);
      await rename(whole, file);
      await removeSpool(file);
      return { ...written, ...spool.totals.counts };
    } finally {
      await Promise.all([spool.jsonl.close(), spool.csv.close()]);
    }
  } catch (error) {
    await rm(`${file}.part`, { force: true });
    const { code = '' } = error as NodeJS.ErrnoException;
    if (error instanceof SpoolChanged || hopeless.includes(code)) await removeSpool(file);
    throw error;
  }
}

/**
 * Puts everything together: in front of the lines and behind them where they stand, or all of it into another file where what belongs in
 * front of them is not as long as was foreseen.
 * @returns the file that is whole now
 */
async function assemble(file: string, order: ExportOrder, parts: RenderParts, spool: Spool) {
  const proven = await parts.read((reader) => proveExport(reader, order, spool));
  const head = headParts(order, parts, spool.start, proven, spool.totals);
  const offset = exportHead(head).length;
  const there = offset === spool.jsonl.offset;
  const whole = there ? spoolNames(file).jsonl : `${file}.part`;
  const content = writeExport({ ...head, jsonl: spool.jsonl.content(), csv: spool.csv.content() });
  const lines = there ? { from: offset, to: offset + Number(spool.totals.jsonl.bytes) } : { from: 0, to: 0 };
  return { whole, ...(await write(whole, content, lines, parts.signal)) };
}

/** @param lines the bytes that are there already */
async function write(
  file: string,
  content: AsyncIterable<Uint8Array>,
  lines: { readonly from: number; readonly to: number },
  signal: AbortSignal | undefined,
) {
  const handle = await open(file, lines.to === 0 ? 'w' : 'r+', 0o600);
  const hash = createHash('sha256');
  let at = 0;
  try {
    for await (const chunk of content) {
      signal?.throwIfAborted();
      const writing = at >= lines.from && at < lines.to ? undefined : writeAll(handle, chunk, at);
      hash.update(chunk);
      at += chunk.length;
      await writing;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: BigInt(at), sha256: hash.digest('hex') };
}
