import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { PostgresFolderError } from './errors.js';
import { processIdentity } from './process-identity.js';

/** Proof that this process alone starts and stops the server of a data folder. */
export interface FolderLease {
  release(): Promise<void>;
}

/** The file beside the data folder that names the process which runs its server. */
export const leaseFile = (dataDir: string) => `${dataDir}.owner`;

/**
 * Takes the data folder for this process. The lease of a dead process is taken over, so that a start after `kill -9`
 * needs no one's help; the lease of a live one is respected, so that a second start never stops the first one's server.
 *
 * @throws PostgresFolderError when a live process holds the folder
 */
export async function takeFolder(dataDir: string): Promise<FolderLease> {
  const file = leaseFile(dataDir);
  const mine = `${processIdentity(process.pid) ?? process.pid}\n${randomBytes(6).toString('hex')}`;
  for (;;) {
    // Written whole under another name and linked: nobody ever reads half a lease.
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(draft, mine, { mode: 0o600 });
      await link(draft, file);
      return { release: () => release(dataDir, mine) };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code))
        throw new PostgresFolderError(`Nothing can be written beside the data folder ${dataDir} (${code}).`);
      if (code !== 'EEXIST') throw error;
    } finally {
      await rm(draft, { force: true });
    }
    const holder = await readLease(dataDir);
    if (holder === undefined) continue;
    if (isAlive(holder))
      throw new PostgresFolderError(
        `The data folder ${dataDir} is in use by process ${holder.split(' ')[0]}: stop that one first, or choose another folder.`,
      );
    await retire(file, holder);
  }
}

/** Whether a live process holds the folder. */
export async function isHeld(dataDir: string): Promise<boolean> {
  const holder = await readLease(dataDir);
  return holder !== undefined && isAlive(holder);
}

async function readLease(dataDir: string): Promise<string | undefined> {
  try {
    return await readFile(leaseFile(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(holder: string): boolean {
  return processIdentity(Number(holder.split(' ')[0])) === holder.split('\n')[0];
}

/** Only our own: one that somebody took over is theirs. */
async function release(dataDir: string, mine: string): Promise<void> {
  if ((await readLease(dataDir)) === mine) await rm(leaseFile(dataDir), { force: true });
}

/** Moves a dead process's lease away; when somebody else replaced it meanwhile, theirs is put back. */
async function retire(file: string, holder: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== holder) await link(aside, file);
  await rm(aside);
}
