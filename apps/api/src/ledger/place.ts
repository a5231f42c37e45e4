import { HttpProblem } from '../http/problem.js';

/** A size or an index of the ledger. @throws HttpProblem when no ledger has as many entries */
export function placeOf(text: string): bigint {
  const place = BigInt(text);
  if (place > 1n << 53n) throw notCheckpointed();
  return place;
}

/** A size that somebody asks for. @throws HttpProblem also for 0: nothing is proven of an empty tree */
export function sizeOf(text: string): bigint {
  const size = placeOf(text);
  if (size === 0n) throw new HttpProblem(422, 'size_invalid', 'A size is at least 1.');
  return size;
}

/** The index of an entry in a path. @throws HttpProblem */
export function indexOf(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new HttpProblem(422, 'index_invalid', 'An index is a whole number, from 0.');
  return placeOf(text);
}

/** No signed tree holds what is asked for, or not yet. */
export function notCheckpointed(): HttpProblem {
  return new HttpProblem(404, 'not_checkpointed', 'No signed tree contains this yet; the next one follows in seconds.');
}
