import type { Instant } from './kernel.js';

const written = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * A time as somebody else wrote it (RFC 3339 section 5.6, without leap seconds), from 1970 to 9000, as ours. Undefined for all else, also
 * for a day that does not exist: JavaScript takes 30 February for 2 March.
 */
export function readInstant(text: string): Instant | undefined {
  const [, day] = written.exec(text) ?? [];
  if (day === undefined || !exists(day)) return undefined;
  const milliseconds = Date.parse(text);
  return milliseconds >= 0 && milliseconds < Date.UTC(9000, 0) ? new Date(milliseconds).toISOString() : undefined;
}

function exists(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
