import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one that got the same number: its start time (and the boot it belongs to).
 * `undefined` when there is no such process, or only its zombie.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readOrUndefined(`/proc/${pid}/stat`);
    if (stat === undefined) return undefined;
    // The name in parentheses may hold spaces; the fields after it are: 3 state … 22 start time (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
    return `${pid} ${fields[19]} ${boot}`;
  }
  const line = ps(pid, 'lstart=,stat=');
  if (line === undefined || /\sZ\S*$/.test(line)) return undefined;
  // eslint-disable-next-line regexp/no-super-linear-move -- a line of ps
  return `${pid} ${line.replace(/\s+\S+$/, '')}`;
}

/** The command line of a process, `undefined` when there is none (a zombie has an empty one). */
export function commandLine(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const text = readOrUndefined(`/proc/${pid}/cmdline`);
    return text ? text.replaceAll('\0', ' ').trim() : undefined;
  }
  return ps(pid, 'command=');
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // ESRCH: the process ended between opening and reading.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function ps(pid: number, columns: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch (error) {
    // Exit code 1 is how ps says that there is no such process.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}
