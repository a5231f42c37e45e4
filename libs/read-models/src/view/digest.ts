import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { storable } from './storable.js';
import { selectList } from './table.js';
import type { Kept, View } from './view.js';

/**
 * One number for all rows of a view: equal digests, equal rows. The sum (mod 2^256) of the SHA-256 of every row, so that neither the
 * order of the rows nor their count in memory matters.
 */
export class Digest {
  private sum = 0n;
  rows = 0;

  constructor(private readonly view: View) {}

  add(row: object): void {
    const hash = createHash('sha256').update(canonicalRow(this.view, row)).digest('hex');
    this.sum = (this.sum + BigInt(`0x${hash}`)) & mask;
    this.rows += 1;
  }

  /** 64 hexadecimal digits. */
  get hex(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}

const mask = (1n << 256n) - 1n;

/** A row as one text: the same for a row just folded and for the one read back. */
export function canonicalRow<Row extends object>(view: View<Row>, row: object): string {
  return JSON.stringify(Object.values(storable(view.table, row as Row)).map(sorted));
}

/** The digest of rows in memory, as `foldFromZero` gives them. */
export function digestOfRows<Row extends object>(view: View<Row>, rows: Iterable<Kept<Row>>): string {
  const digest = new Digest(view as unknown as View);
  for (const row of rows) digest.add(row);
  return digest.hex;
}

/** The digest of a view's table (or of the one it is rebuilt in), read in pages. Call it within a transaction. */
export async function digestOfTable<Row extends object>(
  view: View<Row>,
  tx: ClientBase,
  table: string = view.table.name,
): Promise<string> {
  const digest = new Digest(view as unknown as View);
  const cursor = `digest_of_${table}`;
  await tx.query(`declare ${cursor} no scroll cursor for select ${selectList(view.table, 't')} from views.${table} t`);
  for (;;) {
    const { rows } = await tx.query<object>(`fetch 2000 from ${cursor}`);
    for (const row of rows) digest.add(row);
    if (rows.length < 2000) break;
  }
  await tx.query(`close ${cursor}`);
  return digest.hex;
}

/** jsonb forgets the order of keys, so it must not count. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
