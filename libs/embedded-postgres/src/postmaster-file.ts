import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from './process-identity.js';

/** What a server writes about itself into `postmaster.pid` (src/include/utils/pidfile.h of PostgreSQL). */
export interface PostmasterFile {
  readonly pid: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty until the server got that far. */
  readonly status: string;
}

const fileIn = (dataDir: string) => path.join(dataDir, 'postmaster.pid');

/** Reads `postmaster.pid`; `undefined` when there is none or it is not written yet. */
export async function readPostmasterFile(dataDir: string): Promise<PostmasterFile | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : undefined;
}

/** Whether a process is the server of this folder: its number alone proves nothing, numbers are used again. */
export function isPostmasterOf(pid: number, dataDir: string): boolean {
  const command = commandLine(pid);
  return command !== undefined && /postgres/.test(command) && `${command} `.includes(` -D ${dataDir} `);
}

/**
 * Makes a left-over `postmaster.pid`, whose number now belongs to some other program, harmless. PostgreSQL would take
 * that program for a running server and refuse. It never takes its own parent for one (CreateLockFile in miscinit.c),
 * so the parent's number is written in: unlike deleting the file, this keeps the check for orphaned backends that
 * still use the shared memory named further down in it.
 */
export async function disownPostmasterFile(dataDir: string): Promise<void> {
  const text = await readFile(fileIn(dataDir), 'utf8');
  await writeFile(fileIn(dataDir), [String(process.pid), ...text.split('\n').slice(1)].join('\n'));
}
