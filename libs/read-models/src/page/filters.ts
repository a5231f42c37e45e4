import { readInstant, type Instant } from '#domain';
import { refuseQuery } from './refusals.js';

/** One condition of a query: SQL in which `?` stands for the value. */
export interface Condition {
  readonly sql: string;
  readonly value?: unknown;
}

/** Conditions of the filters that were given. */
export function conditions(list: readonly (Condition | false | null | undefined)[]): readonly Condition[] {
  return list.filter((condition) => condition !== false && condition !== null && condition !== undefined);
}

/** The condition when a value was given for it. */
export function when(sql: string, value: unknown): Condition | undefined {
  return value === undefined ? undefined : { sql, value };
}

/**
 * Refuses filters that the query does not have: a misspelt one would quietly show everything.
 * @throws Rejected `filter_unknown`
 */
export function refuseUnknown(filter: object, known: readonly string[]): void {
  const unknown = Object.keys(filter).filter((name) => !known.includes(name) && name !== 'limit' && name !== 'cursor');
  if (unknown.length > 0) throw refuseQuery('filter_unknown', { unknown, known });
}

/** From (inclusive) until (exclusive). */
export interface TimeRange {
  readonly from?: Instant;
  readonly until?: Instant;
}

/**
 * The conditions of a time range on a column.
 * @throws Rejected `filter_invalid` for what is no instant, `range_reversed`
 */
export function within(column: string, range: TimeRange): (Condition | undefined)[] {
  const [start, end] = rangeOf(range);
  return [when(`${column} >= ?::timestamptz`, start), when(`${column} < ?::timestamptz`, end)];
}

/**
 * Both ends of a time range in one form.
 * @throws Rejected `filter_invalid` for what is no instant, `range_reversed`
 */
export function rangeOf({ from, until }: TimeRange): readonly [from: Instant | undefined, until: Instant | undefined] {
  const [start, end] = [instant('from', from), instant('until', until)];
  if (start !== undefined && end !== undefined && start > end) throw refuseQuery('range_reversed', { from, until });
  return [start, end];
}

function instant(filter: string, value: Instant | undefined): Instant | undefined {
  if (value === undefined) return undefined;
  const read = readInstant(value);
  if (read === undefined) throw refuseQuery('filter_invalid', { filter, expected: 'a time as RFC 3339 writes it' });
  return read;
}

/**
 * A filter that has a closed list of values.
 * @throws Rejected `filter_invalid`
 */
export function oneOf<Value extends string>(
  filter: string,
  value: Value | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (value !== undefined && !allowed.includes(value)) throw refuseQuery('filter_invalid', { filter, allowed });
  return value;
}
