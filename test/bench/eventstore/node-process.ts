import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

const cli = path.resolve(import.meta.dirname, '../../../tools/eventstore/main.js');

export interface Child {
  /** Last word of the line the program prints when it is ready. */
  readonly address: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** The event store node as it is started from the command line. */
export function startNode(url: string, port = 0): Promise<Child> {
  return startProgram(cli, ['--postgres', url, '--port', String(port)]);
}

/** A program in a process of its own; resolves when it has printed its first line. */
export async function startProgram(file: string, args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), exit.then(() => [''])])) as [string];
  if (line === '') throw new Error(`${path.basename(file)} ended before it was ready.`);
  return {
    address: line.split(' ').at(-1)!,
    process: child,
    stop: async () => {
      child.kill();
      await exit;
    },
  };
}

/** Resident memory of a process in MB; Linux only. */
export async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}
