import { Failure } from './failure.js';

/** A place in the log as an operator names it. */
export type NamedMoment = { readonly position: bigint } | { readonly time: Date };

/** Digits are a position, all else must be a time. @throws Failure */
export function momentOf(option: string, text: string): NamedMoment {
  if (/^\d{1,19}$/.test(text)) return { position: BigInt(text) };
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new Failure(`${option} takes a position, or a time such as 2026-11-20T09:00:00Z, not "${text}".`);
  return { time: new Date(time) };
}
