import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { PostgresFolderError } from './errors.js';
import { canEnter, type ServerUser } from './server-user.js';

const system = '/var/lib/handoff';

/**
 * The folder of this machine where a root caller keeps what the server's user must reach.
 *
 * @throws PostgresFolderError when it cannot be made or is not safe to use
 */
export async function systemFolder(user: ServerUser): Promise<string> {
  if ((await makeOwn(system)) && canEnter(user, system)) return system;
  throw new PostgresFolderError(
    `${system} cannot be used to place the database for ${user.name}: choose a data folder that this user can reach.`,
  );
}

/** A folder for copies that can be made again; the temporary folder is good enough for those. */
export async function cacheFolder(user: ServerUser): Promise<string> {
  const me = process.getuid?.() ?? 0;
  const home = process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache');
  const candidates = [me === 0 ? system : path.join(home, 'handoff'), path.join(tmpdir(), `handoff-${me}`)];
  for (const folder of candidates) if ((await makeOwn(folder)) && canEnter(user, folder)) return folder;
  throw new PostgresFolderError(`None of ${candidates.join(', ')} can hold a copy of the PostgreSQL programs.`);
}

/**
 * Makes a folder that others may read but nobody but us may write: programs are run from there, and the name is known
 * to everybody, so one that somebody else prepared is refused.
 */
async function makeOwn(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return false;
    throw error;
  }
}
