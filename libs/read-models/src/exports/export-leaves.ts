/** A leaf as it is stored: canonical JSON, and the envelopes behind its commitments as JSON. */
export interface StoredLeaf {
  readonly leaf: string;
  readonly sealed: string | null;
}

/** The database has fewer leaves than the tree that was signed. */
export class LeafMissing extends Error {
  override readonly name = 'LeafMissing';
}

/** Five hundred usual entries are half of this. */
const pageBytes = 1 << 20;

/**
 * The leaves [from, until), or as many of them as are not too much at once, and one at least: an entry may have half a megabyte. One
 * statement, so short a transaction, since leaves only grow.
 * @param query asks as whoever may see the workspace
 * @param bytes of stored leaves and envelopes, about, before one is left for the next time
 * @throws LeafMissing
 */
export async function exportLeaves(
  query: <Row>(sql: string, parameters: unknown[]) => Promise<readonly Row[]>,
  workspaceId: string,
  from: bigint,
  until: bigint,
  bytes = pageBytes,
): Promise<readonly StoredLeaf[]> {
  const leaves = await query<StoredLeaf & { readonly index: string }>(
    `select index, convert_from(leaf, 'utf8') as leaf, sealed::text as sealed from (
       select index, leaf, sealed, sum(pg_column_size(leaf) + coalesce(pg_column_size(sealed), 0)) over
         (order by index rows unbounded preceding) as bytes
       from ledger.leaf where workspace_id = $1 and index >= $2 and index < $3) as page
     where bytes <= $4 or index = $2 order by index`,
    [workspaceId, String(from), String(until), bytes],
  );
  // Indexes are unique, so none is missing where the last one is as many further.
  const next = from + BigInt(leaves.length);
  if (leaves.length === 0 || BigInt(leaves.at(-1)!.index) !== next - 1n)
    throw new LeafMissing(`the ledger has not every leaf from ${from} to ${next}`);
  return leaves;
}
