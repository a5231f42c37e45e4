import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The sources, not dist: the peer is plain JavaScript with packages of its own. */
const folder = path.resolve('test', 'bench', 'peer');

/** Installs Emmett where it does not meet our packages; once. */
export async function installEmmett(): Promise<void> {
  if (existsSync(path.join(folder, 'node_modules', 'express'))) return;
  await run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: folder });
}

/** The peer: appends per second of Emmett's PostgreSQL store, in a process of its own, on the same PostgreSQL. */
export async function emmettAppends(url: string, inFlight: number, milliseconds: number): Promise<number> {
  const { stdout } = await run(process.execPath, ['append.mjs', url, String(inFlight), String(milliseconds)], {
    cwd: folder,
  });
  return Number(stdout);
}
