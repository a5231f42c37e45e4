import { encodeTile, tileHashReader, type HashReader, type Tile } from '#ledger';

/** Asks the database, with whichever client is at hand: rows by their column names. */
export type Ask = <Row>(sql: string, parameters: unknown[]) => Promise<Row[]>;

/**
 * The tree of a workspace as it is stored, as of `size` leaves: the tiles of level 0 are the leaves' hashes, the higher ones the roots of
 * complete subtrees.
 */
export function storedTree(ask: Ask, workspaceId: string, size: bigint): HashReader {
  return tileHashReader(size, (tile) => readTile(ask, workspaceId, tile));
}

/** A tile's bytes; shorter than its width when the tree is not that large. */
export async function readTile(ask: Ask, workspaceId: string, { level, index, width }: Tile): Promise<Buffer> {
  const first = index * 256n;
  const range = [String(first), String(first + BigInt(width))];
  const rows =
    level === 0
      ? await ask<{ hash: Buffer }>(
          'select hash from ledger.leaf where workspace_id = $1 and index >= $2 and index < $3 order by index',
          [workspaceId, ...range],
        )
      : await ask<{ hash: Buffer }>(
          `select hash from ledger.subtree where workspace_id = $1 and index >= $2 and index < $3 and level = $4 order by index`,
          [workspaceId, ...range, level * 8],
        );
  return encodeTile(rows.map(({ hash }) => hash));
}
