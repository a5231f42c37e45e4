import type { FieldReader } from './protobuf.js';

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The lower-case canonical form of a UUID in either of the two forms of shared.proto: a string, or two big-endian
 * 64-bit halves in the order of RFC 9562. Undefined when it is neither.
 */
export function canonicalUuid(text: string): string | undefined {
  const lower = text.toLowerCase();
  return CANONICAL.test(lower) ? lower : undefined;
}

/** The canonical form of the two halves of a structured UUID. */
export function uuidOfHalves(most: bigint, least: bigint): string {
  const half = (value: bigint) => BigInt.asUintN(64, value).toString(16).padStart(16, '0');
  const hex = half(most) + half(least);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The two halves, as signed 64-bit integers, of a canonical UUID. */
export function halvesOfUuid(uuid: string): [most: bigint, least: bigint] {
  const hex = uuid.replaceAll('-', '');
  const half = (digits: string) => BigInt.asIntN(64, BigInt(`0x${digits}`));
  return [half(hex.slice(0, 16)), half(hex.slice(16))];
}

/** Reads a `UUID` message: field 1 holds the halves, field 2 the string. Undefined when it holds no UUID. */
export function readUuid(fields: FieldReader): string | undefined {
  let uuid: string | undefined;
  while (fields.next()) {
    if (fields.field === 1) uuid = readHalves(fields.message());
    else if (fields.field === 2) uuid = canonicalUuid(fields.string());
    else fields.skip();
  }
  return uuid;
}

function readHalves(fields: FieldReader): string {
  let most = 0n;
  let least = 0n;
  while (fields.next()) {
    if (fields.field === 1) most = fields.uint64();
    else if (fields.field === 2) least = fields.uint64();
    else fields.skip();
  }
  return uuidOfHalves(most, least);
}
