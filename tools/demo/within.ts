import { setTimeout as pause } from 'node:timers/promises';
import { Unexpected } from './expect.js';

/** How long anything may take, in milliseconds: the machine may be busy with other things. */
const limitMs = 60_000;
const askAgainMs = 100;

/** Waits for what must come. @throws Unexpected when it does not come in time */
export async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const limit = pause(limitMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Unexpected(what, `something within ${limitMs / 1000} s`, 'nothing');
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    limit.catch(() => undefined);
    over.abort();
  }
}

/** Asks until there is an answer. @throws Unexpected when there is none in time */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await pause(askAgainMs)) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Unexpected(what, `it to happen within ${limitMs / 1000} s`, 'that it did not');
}
