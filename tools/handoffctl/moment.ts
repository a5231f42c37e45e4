import { readInstant, type Instant } from '#domain';
import { Failure } from './failure.js';

/** A place in the log as an operator names it. */
export type NamedMoment = { readonly position: bigint } | { readonly time: Date };

/** Digits are a position, all else must be a time. @throws Failure */
export function momentOf(option: string, text: string): NamedMoment {
  if (/^\d{1,19}$/.test(text)) return { position: BigInt(text) };
  const time = read(text);
  if (time === undefined)
    throw new Failure(`${option} takes a position, or a time such as 2026-11-20T09:00:00Z, not "${text}".`);
  return { time: new Date(time) };
}

/** A time as an operator writes it. @throws Failure */
export function instantOf(option: string, text: string): Instant {
  const time = read(text);
  if (time === undefined) throw new Failure(`${option} takes a time such as 2026-11-20T09:00:00Z, not "${text}".`);
  return time;
}

/** A day alone is its first moment, in UTC as everything here. */
function read(text: string): Instant | undefined {
  return readInstant(text) ?? readInstant(`${text}T00:00:00Z`);
}
