import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopSteps } from './abandoned.js';
import type { Binaries } from './binaries.js';
import { PostgresStartError } from './errors.js';
import { loopback } from './free-port.js';
import { readPostmasterFile } from './postmaster-file.js';
import { asUser, type ServerUser } from './server-user.js';

/** How a server ended; `expected` when it was asked to. */
export interface PostgresExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly expected: boolean;
}

/** Recovery after a crash replays the write-ahead log before the server is ready: minutes at worst, not seconds. */
const readyWithinMs = 300_000;

/** Settings given on the command line win over postgresql.conf, so a new version of this library changes them. */
function settings(durable: boolean, extra: Readonly<Record<string, string>>): Record<string, string> {
  const sync = durable ? 'on' : 'off';
  return {
    listen_addresses: loopback,
    unix_socket_directories: '',
    fsync: sync,
    synchronous_commit: sync,
    full_page_writes: sync,
    max_connections: '100',
    shared_buffers: '64MB',
    // Fewer helper processes: one machine, no replicas, reads mostly from memory.
    io_method: 'sync',
    max_logical_replication_workers: '0',
    // Our queries are short: compiling them costs more than it saves.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    ...extra,
  };
}

/** One run of the `postgres` program, from spawn to exit. */
export class ServerProcess {
  readonly exited: Promise<PostgresExit>;
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private stopping: Promise<void> | undefined;
  private ended = false;

  constructor(
    private readonly dataDir: string,
    port: number,
    binaries: Binaries,
    user: ServerUser,
    options: { durable: boolean; settings: Readonly<Record<string, string>>; log: (line: string) => void },
  ) {
    const flags = Object.entries(settings(options.durable, options.settings)).map(([k, v]) => `--${k}=${v}`);
    this.child = spawn(binaries.postgres, ['-D', dataDir, '-p', String(port), ...flags], {
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own: a Ctrl-C in the terminal must reach the application first, and the database last.
      detached: true,
      ...asUser(user),
    });
    createInterface({ input: this.child.stderr! }).on('line', (line) => {
      this.lines.push(line);
      if (this.lines.length > 50) this.lines.shift();
      options.log(line);
    });
    this.exited = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => {
        this.ended = true;
        resolve({ code, signal, expected: this.stopping !== undefined });
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Whether one of the last lines of its log matches. */
  said(pattern: RegExp): boolean {
    return this.lines.some((line) => pattern.test(line));
  }

  /**
   * Waits until the server takes connections.
   *
   * @throws PostgresStartError with its own words when it ends instead
   */
  async ready(): Promise<void> {
    const until = Date.now() + readyWithinMs;
    let exit: PostgresExit | undefined;
    const gone = this.exited.then((e) => (exit = e));
    while (Date.now() < until) {
      const file = await readPostmasterFile(this.dataDir);
      if (file?.pid === this.child.pid && file?.status === 'ready') return;
      await Promise.race([sleep(10), gone]);
      if (exit) throw new PostgresStartError(`PostgreSQL did not start on ${this.dataDir}: ${this.lastWords(exit)}.`);
    }
    await this.stop();
    throw new PostgresStartError(`PostgreSQL was not ready on ${this.dataDir} within ${readyWithinMs / 1000} s.`);
  }

  private lastWords(exit: PostgresExit): string {
    const fatal = this.lines.findLast((line) => /^(FATAL|PANIC):/.test(line));
    return (fatal ?? this.lines.at(-1) ?? `it ended with ${exit.code ?? exit.signal}`)
      .replace(/^\w+:\s*/, '')
      .replace(/\.$/, '');
  }

  /** Fast shutdown, then less politely; resolves when the process is gone. */
  stop(): Promise<void> {
    this.stopping ??= this.stopBySteps();
    return this.stopping;
  }

  /** Immediate shutdown; nobody waits for it. */
  kill(): void {
    this.stopping ??= this.exited.then(() => undefined);
    if (!this.ended) this.child.kill('SIGQUIT');
  }

  private async stopBySteps(): Promise<void> {
    for (const { signal, waitMs } of stopSteps) {
      if (this.ended) return;
      this.child.kill(signal);
      const waiting = new AbortController();
      await Promise.race([this.exited, sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
    }
    await this.exited;
  }
}
