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

/** Writes the fields of one message: the pieces are put together once, at the end. */
export class FieldWriter {
  private readonly pieces: Uint8Array[] = [];

  uint64(field: number, value: bigint): this {
    this.pieces.push(Buffer.from([...varintOf(BigInt(field * 8 + varint)), ...varintOf(value)]));
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    const head = [...varintOf(BigInt(field * 8 + lengthDelimited)), ...varintOf(BigInt(value.length))];
    this.pieces.push(Buffer.from(head), value);
    return this;
  }

  message(field: number, value: FieldWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Buffer {
    return Buffer.concat(this.pieces);
  }
}

function varintOf(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}
