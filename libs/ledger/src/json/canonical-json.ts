/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How deep a value may nest: far beyond anything we write, and it stops a cycle before the stack does. */
export const MAX_DEPTH = 128;

/** The value is not plain JSON: it would lose or change something on the way to bytes. */
export class NotCanonicalizable extends Error {
  override readonly name = 'NotCanonicalizable';
}

/**
 * The canonical text of a value (RFC 8785, JCS): no white space, keys sorted by UTF-16 code units, numbers and strings as ECMAScript
 * writes them, no Unicode normalisation.
 *
 * @throws NotCanonicalizable for whatever JSON.stringify would silently drop or bend: `undefined`, functions, symbols, BigInt, NaN and
 * the infinities, Map, Set, Date, byte arrays and every other class instance, holes in arrays, lone surrogates, cycles
 */
export function canonicalize(value: unknown): string {
  return check(value, 0) ? JSON.stringify(value) : write(value as Json);
}

/** The canonical text as UTF-8. */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonicalize(value), 'utf8');
}

/** A plain object of this or another realm: nothing between it and the root of its prototype chain. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Refuses what is not JSON; true when all keys are in order already, so that the engine's own fast writer may be used. */
function check(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonicalizable('a string contains a lone surrogate');
      return true;
    case 'boolean':
      return true;
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonicalizable(`${value} is no JSON number`);
      return true;
    case 'object':
      if (value === null) return true;
      if (depth >= MAX_DEPTH) throw new NotCanonicalizable(`nested deeper than ${MAX_DEPTH}, or a cycle`);
      // Inherited or hidden as well: JSON.stringify would write what it returns.
      if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
        throw new NotCanonicalizable('a value with a function toJSON writes itself as something else');
      return Array.isArray(value) ? checkArray(value, depth) : checkObject(value, depth);
    default:
      throw new NotCanonicalizable(`${typeof value} is no JSON value`);
  }
}

function checkArray(array: readonly unknown[], depth: number): boolean {
  let sorted = true;
  // By index, so that a hole is seen as the undefined that it is.
  for (let i = 0; i < array.length; i += 1) if (!check(array[i], depth + 1)) sorted = false;
  return sorted;
}

function checkObject(object: object, depth: number): boolean {
  if (!isPlainObject(object)) {
    const kind = (object as { constructor?: { name?: string } }).constructor?.name ?? 'object';
    throw new NotCanonicalizable(`a ${kind} is no plain JSON object`);
  }
  if (Object.getOwnPropertySymbols(object).length > 0) throw new NotCanonicalizable('a key is a symbol');
  let sorted = true;
  let previous: string | undefined;
  for (const key of Object.keys(object)) {
    if (!key.isWellFormed()) throw new NotCanonicalizable('a key contains a lone surrogate');
    if (previous !== undefined && previous > key) sorted = false;
    previous = key;
    if (!check(object[key], depth + 1)) sorted = false;
  }
  return sorted;
}

/** The default order of sort() is that of UTF-16 code units, as RFC 8785 section 3.2.3 asks. */
function write(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  const object = value as { readonly [key: string]: Json };
  const members = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(object[key]!)}`);
  return `{${members.join(',')}}`;
}
