import type { ClientBase } from 'pg';

/**
 * One number for all rows of a table, made where they are: two tables of the same columns have equal rows exactly when their fingerprints
 * are equal. As `Digest`, a sum over the rows, so that their order does not matter; but of two 64-bit hashes that PostgreSQL makes of
 * the row's values as they lie there, ten times faster than writing them as text first. It tells apart what went wrong by
 * itself, not what somebody forged: that is the ledger's to find.
 * @param table in the schema `views`
 * @returns 96 hexadecimal digits
 */
export async function fingerprintOfTable(tx: ClientBase, table: string): Promise<string> {
  const { rows } = await tx.query<{ count: string; first: string; second: string }>(
    `select count(*), coalesce(sum(hash_record_extended(t, 1)), 0) as first, coalesce(sum(hash_record_extended(t, 2)), 0) as second
     from views.${table} t`,
  );
  const { count, first, second } = rows[0]!;
  return [count, first, second]
    .map((part) => BigInt.asUintN(128, BigInt(part)).toString(16).padStart(32, '0'))
    .join('');
}
