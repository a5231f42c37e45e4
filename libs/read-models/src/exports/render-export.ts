import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeExport } from '#ledger';
import type { ExportOrder, RenderParts } from './export-order.js';
import { proveExport } from './prove-export.js';
import { removeSpool, spoolEntries, type Spool } from './spool-entries.js';
import { SpoolChanged } from './spool-file.js';

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
  const whole = `${file}.part`;
  try {
    const spool = await spoolEntries(file, order, parts);
    try {
      const written = await assemble(whole, order, parts, spool);
      await rename(whole, file);
      await removeSpool(file);
      return { ...written, ...spool.totals.counts };
    } finally {
      await Promise.all([spool.jsonl.close(), spool.csv.close()]);
    }
  } catch (error) {
    await rm(whole, { force: true });
    const { code = '' } = error as NodeJS.ErrnoException;
    if (error instanceof SpoolChanged || hopeless.includes(code)) await removeSpool(file);
    throw error;
  }
}

async function assemble(whole: string, order: ExportOrder, parts: RenderParts, spool: Spool) {
  const { note, erasures, proofs } = await parts.read((reader) => proveExport(reader, order, spool));
  const archive = writeExport({
    workspace: order.workspaceId,
    filter: { ...order.filter },
    requestedBy: order.requestedBy,
    start: spool.start,
    ...(order.since === null ? {} : { since: order.since }),
    checkpoint: note,
    proofs,
    erasures,
    rendered: spool.totals,
    jsonl: spool.jsonl.content(),
    csv: spool.csv.content(),
    signer: parts.signer,
  });
  return write(whole, archive, parts.signal);
}

async function write(file: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
  const handle = await open(file, 'w', 0o600);
  const hash = createHash('sha256');
  let bytes = 0n;
  try {
    for await (const chunk of content) {
      signal?.throwIfAborted();
      const writing = handle.writeFile(chunk);
      hash.update(chunk);
      bytes += BigInt(chunk.length);
      await writing;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
