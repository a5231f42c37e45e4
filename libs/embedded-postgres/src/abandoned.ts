import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresStartError } from './errors.js';
import { isHeld, takeFolder } from './folder-lease.js';
import { disownPostmasterFile, isPostmasterOf, readPostmasterFile } from './postmaster-file.js';
import { realFolder } from './data-folder.js';

/** How a server is asked to stop, ever less politely, and how long each request may take. */
export const stopSteps = [
  // Fast shutdown: sessions are ended, a checkpoint is written.
  { signal: 'SIGINT', waitMs: 20_000 },
  // Immediate shutdown: no checkpoint; the next start recovers from the write-ahead log.
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Stops the server that a killed process left running on a data folder.
 *
 * @returns false when the folder is held by a live process, whose server is left alone
 */
export async function stopAbandonedPostgres(dataDir: string): Promise<boolean> {
  const folder = await realFolder(dataDir);
  if (await isHeld(folder)) return false;
  const lease = await takeFolder(folder);
  try {
    await stopOrphan(folder);
  } finally {
    await lease.release();
  }
  return true;
}

/**
 * For the holder of the folder's lease: whatever server still runs on it has lost its owner and is stopped, and what
 * a dead one left in `postmaster.pid` is made harmless.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const left = await readPostmasterFile(dataDir);
  if (!left) return;
  for (const { signal, waitMs } of stopSteps) {
    if (!isPostmasterOf(left.pid, dataDir)) break;
    process.kill(left.pid, signal);
    const until = Date.now() + waitMs;
    while (isPostmasterOf(left.pid, dataDir) && Date.now() < until) await sleep(20);
  }
  if (isPostmasterOf(left.pid, dataDir))
    throw new PostgresStartError(
      `The PostgreSQL server ${left.pid} on ${dataDir} could not be stopped: stop it by hand.`,
    );
  if (await readPostmasterFile(dataDir)) await disownPostmasterFile(dataDir);
}
