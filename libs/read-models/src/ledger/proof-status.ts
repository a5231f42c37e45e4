import type { Reader } from '../page/reader.js';
import { askOf } from './checkpoint-queries.js';

/** How far an entry is proven. */
export interface ProofStatus {
  /** Its place in the workspace's ledger; `null` until it is sequenced. */
  readonly index: string | null;
  /** Size of the newest signed tree, where that contains it. */
  readonly checkpoint: string | null;
  /** Witnesses who cosigned a tree that contains it. */
  readonly witnesses: readonly string[];
}

/** The proof status of entries, each named by its stream and its number there; in the order of the question. */
export async function proofStatusOf(
  reader: Reader,
  entries: readonly { readonly stream: string; readonly entry: number }[],
): Promise<ProofStatus[]> {
  if (entries.length === 0) return [];
  const rows = await askOf(reader)<{ n: string; index: string; size: string | null; witnesses: string[] | null }>(
    `with newest as (
       select size from ledger.checkpoint where workspace_id = $1 order by number desc limit 1)
     select n, l.index,
            (select size from newest where size > l.index) as size,
            (select array_agg(distinct c.witness order by c.witness) from ledger.cosignature c
             where c.workspace_id = $1 and c.size > l.index) as witnesses
     from unnest($2::text[], $3::integer[]) with ordinality as wanted (stream, entry, n)
     join ledger.leaf l on l.workspace_id = $1 and l.stream = wanted.stream and l.entry = wanted.entry`,
    [reader.workspaceId, entries.map(({ stream }) => stream), entries.map(({ entry }) => entry)],
  );
  const found = new Map(rows.map((row) => [Number(row.n), row]));
  return entries.map((_, i) => {
    const row = found.get(i + 1);
    return { index: row?.index ?? null, checkpoint: row?.size ?? null, witnesses: row?.witnesses ?? [] };
  });
}
