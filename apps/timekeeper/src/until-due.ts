import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#commands';

/**
 * Waits until the clock says that a time has come, and answers whether it has: one further off than `maxWaitMs` is not waited for to
 * the end. A timer counts from the beginning of the loop's turn and so may ring some milliseconds early by the clock; a command sent
 * then would do nothing, and the deadline would never fire.
 */
export async function untilDue(
  dueAt: string,
  { clock, maxWaitMs, signal }: { readonly clock: Clock; readonly maxWaitMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  for (;;) {
    const earlyMs = Date.parse(dueAt) - Date.parse(clock.now());
    if (earlyMs <= 0) return true;
    await pause(Math.min(earlyMs, maxWaitMs), undefined, { signal });
    if (earlyMs > maxWaitMs) return false;
  }
}
