/**
 * The part of the protobuf wire format that the hot paths need: frames are written and read without building message
 * objects, which the generated code would do for every event. https://protobuf.dev/programming-guides/encoding/
 */

/** The bytes are not a protobuf message of the expected shape. */
export class MalformedMessage extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Walks the fields of one message: `next()`, then one of the value readers or `skip()`. */
export class FieldReader {
  /** The number of the field that `next()` stopped at. */
  field = 0;
  #wireType = 0;
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.#at >= this.buffer.length) return false;
    const key = this.#varint32();
    this.field = key >>> 3;
    this.#wireType = key & 7;
    if (this.field === 0) throw new MalformedMessage('field number 0');
    return true;
  }

  /** An unsigned 64-bit integer. */
  uint64(): bigint {
    this.#expect(VARINT);
    const start = this.#at;
    let low = 0;
    // Seven groups are 49 bits and stay exact in a double; most positions and revisions end there.
    for (let scale = 1; this.#at - start < 7; scale *= 128) {
      const byte = this.#byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage('a varint of more than ten bytes');
  }

  bool(): boolean {
    return this.uint64() !== 0n;
  }

  /** A view of the bytes of a string, bytes or message field: not a copy. */
  bytes(): Buffer {
    this.#expect(LENGTH_DELIMITED);
    const length = this.#varint32();
    const start = this.#at;
    if (start + length > this.buffer.length) throw new MalformedMessage('a field that runs past the end');
    this.#at = start + length;
    return this.buffer.subarray(start, this.#at);
  }

  string(): string {
    return this.bytes().toString('utf8');
  }

  /** The fields of a nested message. */
  message(): FieldReader {
    return new FieldReader(this.bytes());
  }

  /** Passes over a field that the reader does not know. */
  skip(): void {
    switch (this.#wireType) {
      case VARINT:
        this.uint64();
        return;
      case FIXED64:
        return this.#advance(8);
      case LENGTH_DELIMITED:
        this.bytes();
        return;
      case FIXED32:
        return this.#advance(4);
      default:
        throw new MalformedMessage(`wire type ${this.#wireType}`);
    }
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) {
      throw new MalformedMessage(`field ${this.field} has wire type ${this.#wireType}, not ${wireType}`);
    }
  }

  #advance(length: number): void {
    if (this.#at + length > this.buffer.length) throw new MalformedMessage('a field that runs past the end');
    this.#at += length;
  }

  #byte(): number {
    const byte = this.buffer[this.#at++];
    if (byte === undefined) throw new MalformedMessage('a varint that runs past the end');
    return byte;
  }

  /** Keys and lengths: at most 32 bits. */
  #varint32(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x1000_0000; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage('a key or length of more than 32 bits');
  }
}

/** Writes the fields of one message into a buffer that grows as needed. */
export class FieldWriter {
  #buffer: Buffer;
  #at = 0;

  /** @param sizeHint bytes the message will probably take; a good hint saves copying */
  constructor(sizeHint = 64) {
    this.#buffer = Buffer.allocUnsafe(sizeHint);
  }

  uint64(field: number, value: bigint): this {
    this.#reserve(16);
    this.#varint(field * 8 + VARINT);
    if (value <= 0xffff_ffffn) {
      this.#varint(Number(value));
    } else {
      let rest = value;
      for (; rest > 0x7fn; rest >>= 7n) this.#buffer[this.#at++] = Number(rest & 0x7fn) | 0x80;
      this.#buffer[this.#at++] = Number(rest);
    }
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#reserve(value.length + 10);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
    return this;
  }

  string(field: number, value: string): this {
    const length = Buffer.byteLength(value);
    this.#reserve(length + 10);
    this.#varint(field * 8 + LENGTH_DELIMITED);
    this.#varint(length);
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
    return this;
  }

  message(field: number, value: FieldWriter): this {
    return this.bytes(field, value.finish());
  }

  /** An empty message: in this protocol, the flag of a oneof. */
  empty(field: number): this {
    return this.bytes(field, NOTHING);
  }

  /** The message written so far: a view, valid until the next write. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#buffer[this.#at++] = (rest % 128) | 0x80;
    this.#buffer[this.#at++] = rest;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + length));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

const NOTHING = new Uint8Array(0);
