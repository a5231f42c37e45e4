import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** A built program of ours that runs. */
export interface AppProcess {
  /** Waits until a line of its standard output says this, and gives what was found. @throws Error when it ends instead */
  saying(what: RegExp): Promise<RegExpExecArray>;
  /** Asks it to stop, and waits until it has. @throws Error when it does not stop by itself, or says that it failed */
  stop(): Promise<void>;
  /** All that it said so far, complaints too. */
  output(): string;
  /** Resolves when it is gone: the signal that ended it, if one did. */
  readonly gone: Promise<string | null>;
}

/** How long a program may take to say that it is there: a limit for what hangs. */
const startMs = 90_000;
const stopMs = 30_000;

/** Starts a program with these settings and none of the tests'. What it complains about goes to our own standard error. */
export function startProcess(
  program: string,
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  /** A built module that it imports before anything else. */
  besides?: string,
): AppProcess {
  const file = path.resolve('dist', program);
  if (!existsSync(file)) throw new Error(`${program} is not built: run "npm run build" first.`);
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('HANDOFF_'));
  const child = spawn(
    process.execPath,
    [...(besides === undefined ? [] : ['--import', path.resolve('dist', besides)]), file, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...Object.fromEntries(own), ...settings, NO_COLOR: '1' },
    },
  );
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
    process.stderr.write(text);
  });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  return {
    output: () => said + complained,
    gone: ended.then(([, signal]) => signal),
    async saying(what) {
      for (const limit = Date.now() + startMs; Date.now() < limit;) {
        const found = what.exec(said);
        if (found !== null) return found;
        const next = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
        if (next !== undefined) throw new Error(`${program} ended instead of saying ${what}: ${said}`);
      }
      child.kill('SIGKILL');
      throw new Error(`${program} did not say ${what} within ${startMs} ms: ${said}`);
    },
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      const [code, signal] = await ended;
      clearTimeout(timer);
      if (signal === 'SIGKILL') throw new Error(`${program} did not stop within ${stopMs} ms`);
      if (code !== 0 && signal === null) throw new Error(`${program} ended with ${code}: ${said}`);
    },
  };
}
