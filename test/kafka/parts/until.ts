import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds. @throws Error that says what was waited for */
export async function until(what: string, limitMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await pause(50)) if (await holds()) return;
  throw new Error(`waited ${limitMs} ms in vain until ${what}`);
}
