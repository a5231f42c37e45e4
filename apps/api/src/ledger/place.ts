import { HttpProblem } from '../http/problem.js';

/** A size or an index of the ledger. @throws HttpProblem when no ledger has as many entries */
export function placeOf(text: string): bigint {
  const place = BigInt(text);
  if (place > 1n << 53n) throw notCheckpointed();
  return place;
}

/** No signed tree holds what is asked for, or not yet. */
export function notCheckpointed(): HttpProblem {
  return new HttpProblem(404, 'not_checkpointed', 'No signed tree contains this yet; the next one follows in seconds.');
}
