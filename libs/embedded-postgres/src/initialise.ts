import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import { PostgresFolderError, PostgresStartError } from './errors.js';
import { asUser, type ServerUser } from './server-user.js';

/** The superuser that initdb makes; its random password is kept beside the data folder. */
export const superuser = 'postgres';

/** 0600, beside the data folder and not in it: the server's user need not read it, a copy of the folder lacks it. */
export const passwordFile = (dataDir: string) => `${dataDir}.password`;

/**
 * Makes a database in an empty or missing folder: UTF-8, sorted by code point, passwords (SCRAM) for every connection.
 * It is made under another name and renamed when it is whole, so that a start that was killed leaves no half of one.
 */
export async function initialise(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser,
  durable: boolean,
): Promise<void> {
  const draft = `${dataDir}.new-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(32).toString('hex');
  try {
    await removeDrafts(dataDir);
    await mkdir(draft, { mode: 0o700 });
    await writeFile(path.join(draft, 'password'), password, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined)
      for (const file of [draft, path.join(draft, 'password')]) await chown(file, user.uid, user.gid);
    await runInitdb(draft, binaries, user, durable);
    await writeFile(passwordFile(dataDir), password, { mode: 0o600 });
    await removeEmpty(dataDir);
    await rename(path.join(draft, 'data'), dataDir);
    await rm(draft, { recursive: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'ENOSPC'].includes(code))
      throw new PostgresFolderError(
        `No database can be made in ${dataDir}: ${(error as Error).message.replace(/^\w+: /, '')}.`,
        { cause: error },
      );
    throw error;
  }
}

/**
 * The superuser's password.
 *
 * @throws PostgresFolderError when the file is gone or unreadable
 */
export async function readPassword(dataDir: string): Promise<string> {
  try {
    return (await readFile(passwordFile(dataDir), 'utf8')).trim();
  } catch (error) {
    throw new PostgresFolderError(
      `The password of the database in ${dataDir} cannot be read from ${passwordFile(dataDir)}: put the file back.`,
      { cause: error },
    );
  }
}

/** What killed starts left behind. */
async function removeDrafts(dataDir: string): Promise<void> {
  const parent = path.dirname(dataDir);
  for (const name of await readdir(parent))
    if (name.startsWith(`${path.basename(dataDir)}.new-`)) await rm(path.join(parent, name), { recursive: true });
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function runInitdb(draft: string, binaries: Binaries, user: ServerUser, durable: boolean): Promise<void> {
  const flags = [
    `--pgdata=${path.join(draft, 'data')}`,
    `--username=${superuser}`,
    `--pwfile=${path.join(draft, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider is the same on every machine; the C library's locales are not, and some lack C.UTF-8.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(binaries.initdb, flags, {
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...asUser(user),
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const why =
        errors
          .trim()
          .split('\n')
          .find((line) => line.includes('error:')) ?? errors.trim().split('\n')[0];
      reject(
        new PostgresStartError(
          `No database could be made in ${draft}: ${why || `initdb ended with ${code ?? signal}`}.`,
        ),
      );
    });
  });
}
