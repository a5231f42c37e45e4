import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile, access, constants } from 'node:fs/promises';
import path from 'node:path';
import { CannotStart } from './options.js';

/** Raised whenever an older program could no longer use the folder. */
const folderVersion = 1;

/** The folder that holds everything: where its parts lie. */
export interface DataFolder {
  readonly root: string;
  readonly postgres: string;
  readonly keys: string;
  readonly firstStart: boolean;
}

/**
 * Opens or makes the folder. Nothing is written into one that is not ours or of a newer version.
 * @throws CannotStart
 */
export async function openDataFolder(root: string): Promise<DataFolder> {
  const marker = path.join(root, 'handoff.json');
  const found = await read(marker, root);
  if (found !== undefined) checkVersion(found, root);
  else if ((await entries(root)).length > 0)
    throw new CannotStart(`${root} holds other things: name an empty folder, or one of Handoff's, with --data.`);
  const folder = { root, postgres: path.join(root, 'postgres'), keys: path.join(root, 'keys') };
  try {
    await mkdir(root, { recursive: true });
    await mkdir(folder.keys, { recursive: true, mode: 0o700 });
    await access(folder.keys, constants.R_OK | constants.W_OK | constants.X_OK);
    if (found === undefined) await writeFile(marker, `${JSON.stringify({ version: folderVersion })}\n`, { flag: 'wx' });
  } catch (error) {
    throw new CannotStart(`The data folder ${root} cannot be used: ${(error as Error).message}.`);
  }
  return { ...folder, firstStart: found === undefined };
}

/** A secret of this installation: 32 random bytes as base64url, made once, readable by its owner only. */
export async function secretFile(folder: DataFolder, name: string): Promise<string> {
  const file = path.join(folder.keys, name);
  try {
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

async function read(marker: string, root: string): Promise<string | undefined> {
  try {
    return await readFile(marker, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CannotStart(`The data folder ${root} cannot be read: ${message}.`);
  }
}

function checkVersion(text: string, root: string): void {
  let version: unknown;
  try {
    version = (JSON.parse(text) as { version?: unknown }).version;
  } catch {
    throw new CannotStart(
      `${root}/handoff.json is damaged: restore it from a backup, or name another folder with --data.`,
    );
  }
  if (typeof version !== 'number')
    throw new CannotStart(`${root}/handoff.json names no version: restore it from a backup, or name another folder.`);
  if (version > folderVersion)
    throw new CannotStart(
      `${root} was made by a newer version of Handoff (folder version ${version}, this one knows ${folderVersion}): use that one.`,
    );
}

async function entries(root: string): Promise<string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new CannotStart(`The data folder ${root} cannot be read: ${message}.`);
  }
}
