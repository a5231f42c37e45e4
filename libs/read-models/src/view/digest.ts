import { hash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { storableValues } from './storable.js';
import { selectList } from './table.js';
import type { Kept, View } from './view.js';

/**
 * One number for all rows of a view: equal digests, equal rows. The sum (mod 2^256) of the SHA-256 of every row, so that neither the
 * order of the rows nor their count in memory matters.
 */
export class Digest {
  /** The sum in eight parts of 32 bits, the highest first; what goes beyond is carried now and then. */
  private readonly parts = new Float64Array(8);
  rows = 0;

  constructor(private readonly view: View) {}

  add(row: object): void {
    const digest = hash('sha256', canonicalRow(this.view, row), 'buffer');
    for (let i = 0; i < 8; i += 1) this.parts[i]! += digest.readUInt32BE(i * 4);
    this.rows += 1;
    // Long before a part reaches 2^53, up to which doubles count exactly.
    if (this.rows % 2 ** 20 === 0) this.carry();
  }

  /** 64 hexadecimal digits. */
  get hex(): string {
    this.carry();
    return [...this.parts].map((part) => part.toString(16).padStart(8, '0')).join('');
  }

  private carry(): void {
    let over = 0;
    for (let i = 7; i >= 0; i -= 1) {
      const part = this.parts[i]! + over;
      over = Math.floor(part / 2 ** 32);
      this.parts[i] = part % 2 ** 32;
    }
  }
}

/** A row as one text: the same for a row just folded and for the one read back. */
export function canonicalRow<Row extends object>(view: View<Row>, row: object): string {
  return JSON.stringify(storableValues(view.table, row as Row).map(sorted));
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
  const fetch = () => tx.query<object>(`fetch ${page} from ${cursor}`);
  for (let next = fetch(); ;) {
    const { rows } = await next;
    // The next page comes while this one is added up.
    const more = rows.length === page;
    if (more) next = fetch();
    for (const row of rows) digest.add(row);
    if (!more) break;
  }
  await tx.query(`close ${cursor}`);
  return digest.hex;
}

const page = 2_000;

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
