import type { Pool } from 'pg';
import { pruneInbox } from './cursors.js';
import type { Effects } from './effects.js';

const askMs = 2_000;
const pruneMs = 3_600_000;
/** Longer than any topic's retention; after that the cursors alone tell what was dealt with. */
const keepDays = 30;

/**
 * What a group does beside its events: go on with parked streams when an operator asks, and forget old inbox rows.
 * @returns a function that ends it, resolving when what was under way is done
 */
export function maintain(
  effects: Effects,
  pool: Pool,
  group: string,
  onFault: ((what: string, error: unknown) => void) | undefined,
): () => Promise<void> {
  let pruneAt = Date.now() + pruneMs;
  let ended = false;
  let underWay: Promise<void> = Promise.resolve();
  const turn = async () => {
    try {
      await effects.resumeAsked();
      if (Date.now() >= pruneAt) {
        pruneAt = Date.now() + pruneMs;
        await pruneInbox(pool, group, keepDays);
      }
    } catch (error) {
      if (!ended) onFault?.(`parked streams of ${group}`, error);
    }
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    underWay = turn().finally(() => (busy = false));
  }, askMs);
  return () => {
    ended = true;
    clearInterval(timer);
    return underWay;
  };
}
