import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const fileOf = (dataDir: string) => path.join(dataDir, 'broker.pid');

/** Remembers which process serves the folder. */
export function rememberBroker(dataDir: string, pid: number): Promise<void> {
  return writeFile(fileOf(dataDir), String(pid));
}

export function forgetBroker(dataDir: string): Promise<void> {
  return rm(fileOf(dataDir), { force: true });
}

/** A broker outlives a parent that was killed. Whoever starts on its folder stops it first; it is known by its command line. */
export async function stopAbandonedBroker(dataDir: string): Promise<void> {
  const pid = Number(await readFile(fileOf(dataDir), 'utf8').catch(whenAbsent));
  if (!(pid > 0)) return;
  const ours = () =>
    readFile(`/proc/${pid}/cmdline`, 'utf8')
      .catch(whenAbsent)
      .then((line) => line.includes(path.join(dataDir, 'server.properties')));
  if (await ours()) process.kill(pid, 'SIGTERM');
  for (let waited = 0; (await ours()) && waited < 10_000; waited += 100) await pause(100);
  if (await ours()) process.kill(pid, 'SIGKILL');
  await forgetBroker(dataDir);
}

function whenAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
  throw error;
}
