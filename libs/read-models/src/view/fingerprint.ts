import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';

/**
 * One number for all rows of a table, made where they are: two tables of the same columns have equal rows exactly when their fingerprints
 * are equal. As `Digest`, the sum of the SHA-256 of every row (240 bits of it), but of the row as PostgreSQL writes it.
 * @param table in the schema `views`
 */
export async function fingerprintOfTable(tx: ClientBase, table: string): Promise<string> {
  const sums = [1, 16, 31, 46].map((from) => `sum(('x' || substr(hash, ${from}, 15))::bit(60)::bigint)`);
  const { rows } = await tx.query<{ sums: string }>(
    `select concat_ws(' ', count(*), ${sums.join(', ')}) as sums
     from (select encode(sha256(convert_to(t::text, 'UTF8')), 'hex') as hash from views.${table} t) hashes`,
  );
  return createHash('sha256')
    .update(rows[0]?.sums ?? '')
    .digest('hex');
}
