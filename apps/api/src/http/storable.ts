import { readInstant } from '#domain';

/* What values we can keep: what PostgreSQL and JSON can hold both. */

/** Text that PostgreSQL and JSON can hold: no NUL, no half of a surrogate pair. */
export function isStorable(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\u0000') && value.isWellFormed();
}

/** The same of every text in it, names included. Bodies nest a few levels only. */
export function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => isStorable(name) && isStorableJson(part));
}

/** An object of at most 100 texts, with names one can show on a line. */
export function isTextMap(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= 100 && entries.every(([name, text]) => name.length <= 200 && isStorable(name) && isStorable(text))
  );
}

/** A time as RFC 3339 writes it. */
export function isInstant(value: unknown): boolean {
  return typeof value === 'string' && readInstant(value) !== undefined;
}

/** The largest `bigint` of PostgreSQL; no log grows to so many bytes. */
const maxPosition = 2n ** 63n - 1n;

/** A place in the log, or in a list, in decimal digits. */
export function isPosition(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) && BigInt(value) <= maxPosition;
}
