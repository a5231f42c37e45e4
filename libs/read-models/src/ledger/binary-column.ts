/** Numbers of PostgreSQL's types (pg_type.dat). */
const oid = { bytes: 17, int8: 20, text: 25 } as const;

const header = 20;

/**
 * One column of rows to be inserted with `unnest`, as a parameter in PostgreSQL's binary format for arrays (array_recv in
 * src/backend/utils/adt/arrayfuncs.c). As text, bytes would become twice as long, and every value be escaped here and unescaped there.
 */
export class BinaryColumn {
  private buffer = Buffer.allocUnsafe(4_096);
  private at = header;
  private count = 0;
  private nulls = false;

  constructor(private readonly type: keyof typeof oid) {}

  null(): void {
    this.length(-1, 0);
    this.nulls = true;
  }

  int8(value: bigint | number): void {
    this.length(8, 8);
    this.at = this.buffer.writeBigInt64BE(BigInt(value), this.at);
  }

  bytes(value: Uint8Array): void {
    this.length(value.length, value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  text(value: string): void {
    // A UTF-16 unit becomes three bytes at most; how many it were is known afterwards.
    const start = this.at;
    this.length(0, 3 * value.length);
    this.at += this.buffer.write(value, this.at, 'utf8');
    this.buffer.writeInt32BE(this.at - start - 4, start);
  }

  /** The parameter: a view, valid until the next value. */
  finish(): Buffer {
    const fields = [1, this.nulls ? 1 : 0, oid[this.type], this.count, 1];
    fields.forEach((field, i) => this.buffer.writeInt32BE(field, 4 * i));
    return this.buffer.subarray(0, this.at);
  }

  /** Begins a value, with room for so many bytes. */
  private length(length: number, room: number): void {
    this.count += 1;
    const needed = this.at + 4 + room;
    if (needed > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, needed));
      this.buffer.copy(larger, 0, 0, this.at);
      this.buffer = larger;
    }
    this.at = this.buffer.writeInt32BE(length, this.at);
  }
}
