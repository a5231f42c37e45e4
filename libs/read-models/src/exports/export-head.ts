import { exportHead, type ExportHead, type Totals } from '#ledger';
import type { ExportOrder, RenderParts } from './export-order.js';
import { proveExport, type Proven } from './prove-export.js';

/** What stands in an export beside its lines. */
export function headParts(
  order: ExportOrder,
  { signer }: Pick<RenderParts, 'signer'>,
  start: bigint,
  { note, proofs, erasures }: Proven,
  rendered: Totals,
): ExportHead {
  return {
    workspace: order.workspaceId,
    filter: { ...order.filter },
    requestedBy: order.requestedBy,
    start,
    ...(order.since === null ? {} : { since: order.since }),
    checkpoint: note,
    ...{ proofs, erasures, rendered, signer },
  };
}

/**
 * How many bytes will most likely stand in front of the lines, so that these can be written where they belong: the manifest says how long
 * everything is, in a few digits more or less, and tar rounds to 512. Whoever was erased adds to it; then the lines are copied at the end.
 */
export async function foreseenHead(
  order: ExportOrder,
  parts: Pick<RenderParts, 'signer' | 'read'>,
  start: bigint,
  end: bigint,
): Promise<number> {
  const proven = await parts.read((reader) => proveExport(reader, order, { start, end, erased: new Set() }));
  const entries = end - start;
  const lines = (each: bigint) => ({ bytes: each * entries, sha256: '0'.repeat(64) });
  const counts = { matched: entries, withheld: 0n, erased: 0n, escapedCells: 0n };
  const rendered: Totals = { end, jsonl: lines(1_100n), csv: lines(600n), counts };
  return exportHead(headParts(order, parts, start, proven, rendered)).length;
}
