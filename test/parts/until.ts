import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer, and gives it; `false` is none. @throws Error that says what was waited for */
export async function until<T>(what: string, limitMs: number, ask: () => Promise<T | false | undefined>): Promise<T> {
  for (const end = Date.now() + limitMs; ; await pause(50)) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
  }
}
