import { Rejected } from '#domain';

/** The refusals of queries: their stable codes, and a sentence for people. */
const refusals = {
  cursor_invalid: 'The cursor is not of this query, or was changed: begin again without one.',
  limit_invalid: 'The limit is a whole number from 1 to 200.',
  filter_unknown: 'There is no such filter.',
  filter_invalid: 'A filter has a value it cannot have.',
  as_of_invalid: 'The moment is a position of the log, or a time as RFC 3339 writes it.',
  moment_to_come: 'The moment has not come yet.',
  position_beyond_head: 'The log has not come to this position.',
  range_reversed: 'The range ends before it begins.',
  too_many_groups: 'There are more than 1,000 groups: ask for a shorter range, or for one agent.',
} as const;

export type QueryRefusal = keyof typeof refusals;

/** A refusal of a query, to throw. */
export function refuseQuery(code: QueryRefusal, facts: Readonly<Record<string, unknown>> = {}): Rejected {
  return new Rejected('invalid', code, refusals[code], facts);
}
