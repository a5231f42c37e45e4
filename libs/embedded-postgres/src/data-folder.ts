import { lstat, mkdir, readFile, readdir, readlink, realpath, stat, symlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PostgresFolderError } from './errors.js';
import { canEnter, type ServerUser } from './server-user.js';
import { systemFolder } from './system-folder.js';

/**
 * The folder's true path: links are followed, also where the last part does not exist yet. Missing parents are made.
 *
 * @throws PostgresFolderError when the path runs through a file or through a folder that we may not enter
 */
export async function realFolder(dataDir: string): Promise<string> {
  const wanted = path.resolve(dataDir);
  try {
    return await realpath(wanted);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(wanted, error);
  }
  try {
    await mkdir(path.dirname(wanted), { recursive: true });
    // A link to a place not made yet: a start that placed the database elsewhere and was killed before making it.
    if (await isLink(wanted)) return await realFolder(path.resolve(path.dirname(wanted), await readlink(wanted)));
    return path.join(await realpath(path.dirname(wanted)), path.basename(wanted));
  } catch (error) {
    throw unusable(wanted, error);
  }
}

/**
 * Looks into the data folder without changing it.
 *
 * @returns whether it holds a database already (otherwise it is missing or empty)
 * @throws PostgresFolderError when it is not a folder, cannot be read, holds something else, or was made by another
 *   major version of PostgreSQL
 */
export async function isInitialised(dataDir: string, major: number): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(dataDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unusable(dataDir, error);
  }
  if (names.length === 0) return false;
  if (!names.includes('PG_VERSION'))
    throw new PostgresFolderError(
      `The data folder ${dataDir} is not empty and holds no PostgreSQL database: choose another folder.`,
    );
  let text: string;
  try {
    text = (await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    throw unusable(dataDir, error);
  }
  if (Number(text) === major) return true;
  throw new PostgresFolderError(
    Number(text) > major
      ? `The data folder ${dataDir} was made by the newer PostgreSQL ${text}, this is PostgreSQL ${major}: ` +
          `use the version of Handoff that made it, or choose another folder.`
      : `The data folder ${dataDir} was made by PostgreSQL "${text}", this is PostgreSQL ${major}: ` +
          `dump it with pg_dump of that version and load it into a new folder.`,
  );
}

/**
 * Makes sure that the server's user can reach the data folder: a folder below one that is closed to others (/root, for
 * instance) is of no use to it. With `relocate`, a database not yet made is placed in a system folder instead and a
 * link left where it was wanted, so that the next start finds it the same way.
 *
 * @returns the true path to use
 * @throws PostgresFolderError when the server's user cannot get there
 */
export async function reachableFolder(
  dataDir: string,
  user: ServerUser,
  relocate: boolean,
  log: (line: string) => void,
): Promise<string> {
  if (canEnter(user, path.dirname(dataDir))) return dataDir;
  const exists = await stat(dataDir).then(
    () => true,
    () => false,
  );
  if (!relocate || exists)
    throw new PostgresFolderError(
      `PostgreSQL does not run as root but as ${user.name}, who may not enter ${path.dirname(dataDir)}: ` +
        `choose a data folder that this user can reach, or start as an ordinary user.`,
    );
  const place = path.join(await systemFolder(user), `${path.basename(dataDir)}-${randomBytes(4).toString('hex')}`);
  await symlink(place, dataDir);
  log(`${path.dirname(dataDir)} is closed to ${user.name}: the database is placed in ${place}, linked from ${dataDir}`);
  return place;
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function unusable(dataDir: string, error: unknown): Error {
  if (error instanceof PostgresFolderError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const why: Record<string, string> = {
    EACCES: 'cannot be read or made: permission denied',
    EPERM: 'cannot be read or made: permission denied',
    ENOTDIR: 'is not a folder',
    EEXIST: 'is not a folder',
    EROFS: 'is on a read-only disk',
    ELOOP: 'is a link that leads in a circle',
  };
  if (!why[code]) return error as Error;
  return new PostgresFolderError(`The data folder ${dataDir} ${why[code]}.`);
}
