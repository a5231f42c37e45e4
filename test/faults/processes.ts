import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process of the machine, as `ps` tells. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process and everything it started, directly or not, that lives now; the process itself first. */
export async function familyOf(pid: number): Promise<readonly RunningProcess[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return found === null ? [] : [{ pid: Number(found[1]), parent: Number(found[2]), command: found[3]! }];
  });
  const family = all.filter((one) => one.pid === pid);
  for (const { pid: parent } of family) family.push(...all.filter((one) => one.parent === parent));
  return family;
}

/** Ends processes at once, as a machine that loses power would; those that are gone already are no fault. */
export function killAtOnce(processes: readonly Pick<RunningProcess, 'pid'>[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Which of these processes live still: the same number running something else is another one. */
export async function survivorsOf(processes: readonly RunningProcess[]): Promise<readonly RunningProcess[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,stat=,args=']);
  const lives = (pid: number, command: string) =>
    stdout.split('\n').some((line) => {
      const found = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line);
      // A zombie has ended; nobody has asked for its exit code yet.
      return found !== null && Number(found[1]) === pid && !found[2]!.startsWith('Z') && found[3] === command;
    });
  return processes.filter(({ pid, command }) => lives(pid, command));
}
