import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PostgresFolderError, PostgresStartError } from './errors.js';

/** The system user that the server runs as; `undefined` ids mean "whoever we are". */
export interface ServerUser {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Existing users that may own a database; none is ever created. */
const candidates = ['postgres', '_postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so a root caller hands the server to an unprivileged user: the owner of the
 * folder if there is one already, else `postgres`, else `nobody`.
 *
 * @throws PostgresFolderError when an ordinary user meets a folder of somebody else
 * @throws PostgresStartError when root finds no unprivileged user
 */
export async function serverUser(dataDir: string): Promise<ServerUser> {
  const owner = await ownerOf(dataDir);
  const me = process.getuid?.();
  if (me === undefined) return { name: 'the current user' };
  if (me !== 0) {
    if (owner && owner.uid !== me)
      throw new PostgresFolderError(
        `The data folder ${dataDir} belongs to another user (uid ${owner.uid}, this is uid ${me}): ` +
          `start as that user or as root, or choose another folder.`,
      );
    return { name: `uid ${me}` };
  }
  if (owner && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const found = knownUser();
  if (found) return found;
  throw new PostgresStartError(
    `PostgreSQL refuses to run as root, and this machine has none of the users ${candidates.join(', ')} ` +
      `to run it as: start as an ordinary user.`,
  );
}

async function ownerOf(dataDir: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(dataDir);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Finds the first candidate in /etc/passwd (name:password:uid:gid:…). */
function knownUser(): ServerUser | undefined {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of candidates) {
    const row = rows.find((r) => r[0] === name);
    // Apple writes nobody's ids as -2: the unsigned form is what the system calls take.
    if (row) return { name, uid: Number(row[2]) >>> 0, gid: Number(row[3]) >>> 0 };
  }
  return undefined;
}

/** The part of the spawn options that makes a child run as the server's user. */
export function asUser(user: ServerUser): { uid?: number; gid?: number } {
  return {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    ...(user.gid === undefined ? {} : { gid: user.gid }),
  };
}

/** Whether the server's user can walk into a folder; asked of the kernel itself, so access lists count too. */
export function canEnter(user: ServerUser, folder: string): boolean {
  if (user.uid === undefined) return true;
  const result = spawnSync('test', ['-x', folder], { cwd: '/', ...asUser(user) });
  if (result.error) throw result.error;
  return result.status === 0;
}
