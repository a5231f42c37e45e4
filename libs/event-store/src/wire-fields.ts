/*
 * As much of the protobuf wire format as the log's messages need: https://protobuf.dev/programming-guides/encoding/
 */

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

/** Walks the fields of one message: `next()`, then one of the value readers or `skip()`. @throws RangeError where it is cut off */
export class FieldReader {
  /** The number of the field that `next()` stopped at. */
  field = 0;
  private wireType = 0;

  constructor(
    private readonly buffer: Buffer,
    private at = 0,
    private readonly end = buffer.length,
  ) {}

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const key = this.length();
    this.field = key >>> 3;
    this.wireType = key & 7;
    return true;
  }

  uint64(): bigint {
    let low = 0;
    // Seven groups are 49 bits and stay exact in a double; most positions and revisions end there.
    for (let scale = 1; scale < 2 ** 49; scale *= 128) {
      const byte = this.byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }

  /** A view of the bytes, not a copy. */
  bytes(): Buffer {
    const start = this.past(this.length());
    return this.buffer.subarray(start, this.at);
  }

  string(): string {
    const start = this.past(this.length());
    return this.buffer.toString('utf8', start, this.at);
  }

  /** The fields of a nested message. */
  message(): FieldReader {
    const start = this.past(this.length());
    return new FieldReader(this.buffer, start, this.at);
  }

  /** The text in a field of this number, to the end of the message; empty where there is none. */
  textAt(field: number): string {
    let found = '';
    while (this.next()) {
      if (this.field === field) found = this.string();
      else this.skip();
    }
    return found;
  }

  /** Passes over a field that the reader does not know. */
  skip(): void {
    if (this.wireType === varint) this.uint64();
    else if (this.wireType === lengthDelimited) this.past(this.length());
    else if (this.wireType === fixed64) this.past(8);
    else if (this.wireType === fixed32) this.past(4);
    else throw new RangeError(`a field of wire type ${this.wireType}`);
  }

  /** Moves on by so many bytes; where it was before. */
  private past(length: number): number {
    const start = this.at;
    this.at += length;
    if (this.at > this.end) throw new RangeError('a field that runs past the end of its message');
    return start;
  }

  /** Keys and lengths: at most 32 bits. */
  private length(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  private byte(): number {
    return this.buffer[this.past(1)]!;
  }
}

/** Writes the fields of one message into a buffer that grows as needed. */
export class FieldWriter {
  private buffer: Buffer;
  private at = 0;

  /** @param sizeHint bytes the message will probably take; a good hint saves copying */
  constructor(sizeHint = 64) {
    this.buffer = Buffer.allocUnsafe(sizeHint);
  }

  uint64(field: number, value: bigint): this {
    this.reserve(16);
    this.length(field * 8 + varint);
    let rest = value;
    // Larger ones than a double holds exactly are rare, and big integers slow.
    for (; rest > Number.MAX_SAFE_INTEGER; rest >>= 7n) this.buffer[this.at++] = Number(rest & 0x7fn) | 0x80;
    this.length(Number(rest));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.reserve(value.length + 16);
    this.length(field * 8 + lengthDelimited);
    this.length(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
    return this;
  }

  string(field: number, value: string): this {
    const length = Buffer.byteLength(value);
    this.reserve(length + 16);
    this.length(field * 8 + lengthDelimited);
    this.length(length);
    this.at += this.buffer.write(value, this.at, 'utf8');
    return this;
  }

  message(field: number, value: FieldWriter): this {
    return this.bytes(field, value.finish());
  }

  /** The message written so far: a view, valid until the next write. */
  finish(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  private length(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.buffer[this.at++] = (rest % 128) | 0x80;
    this.buffer[this.at++] = rest;
  }

  private reserve(length: number): void {
    if (this.at + length <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + length));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
