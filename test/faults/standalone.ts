import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { EventStoreDB, type EventStore } from '#event-store';
import { KeyedFieldSealer, KeyStore, parseMasterKey, WorkspaceKeys } from '#personal-data';
import { readRunningFile } from '../../apps/standalone/src/running-file.js';
import { familyOf, killAtOnce, type RunningProcess } from './processes.js';

const program = path.resolve('dist/apps/standalone/src/main.js');

/** What the program tells once it is ready. */
interface Ready {
  readonly url: string;
  readonly sample: {
    readonly workspaceId: string;
    readonly agents: { readonly frontLine: string };
    readonly tokens: readonly { readonly who: string; readonly role: string; readonly token: string }[];
  };
}

export interface Ended {
  readonly code: number | null;
  /** What it said on standard error. */
  readonly said: string;
}

/** A data folder of its own, where a server that runs as another user can walk in too. */
export async function dataFolder(): Promise<{ readonly dir: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(path.join(tmpdir(), 'handoff-faults-'));
  await chmod(parent, 0o755);
  return { dir: path.join(parent, 'data'), remove: () => rm(parent, { recursive: true, force: true }) };
}

/** The standalone product as a person starts it: the built program and every process it starts. */
export class Standalone {
  /** Resolves when the program itself is gone. */
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private readonly words: string[] = [];
  private told: Ready | undefined;

  constructor(
    readonly dir: string,
    args: readonly string[] = ['--port', '0'],
    /** Code that the program's process runs besides. */
    besides = '',
    /** Settings of its own. */
    settings: Readonly<Record<string, string>> = {},
  ) {
    if (!existsSync(program)) throw new Error('The built program is missing: run "npm run build" first.');
    this.child = fork(program, ['--data', dir, ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Settings of the tests' own are none of the program's.
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HANDOFF_'))),
        ...settings,
      },
      execArgv: besides === '' ? [] : ['--import', `data:text/javascript,${encodeURIComponent(besides)}`],
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => this.words.push(text));
    this.child.once('message', (message) => (this.told = message as Ready));
    this.ended = once(this.child, 'close').then(([code]) => ({ code: code as number | null, said: this.said }));
  }

  get said(): string {
    return this.words.join('');
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until it serves. @throws Error with what it said when it ends instead */
  async ready(): Promise<Ready> {
    const message = this.told === undefined ? once(this.child, 'message') : undefined;
    const first = await Promise.race([message ?? 'told', this.ended]);
    if (this.told === undefined) throw new Error(`It did not start: ${JSON.stringify(first)}`);
    return this.told;
  }

  /** It and all of its processes. */
  family(): Promise<readonly RunningProcess[]> {
    return familyOf(this.pid);
  }

  /** Ends everything at once, without a word to anybody. */
  async kill(): Promise<void> {
    killAtOnce(await this.family());
    await this.ended;
  }

  /** Asks it to stop, as Ctrl-C does. */
  async interrupt(): Promise<Ended> {
    this.child.kill('SIGINT');
    return this.ended;
  }

  /** Sends it a signal of ours. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  token(who: string): string {
    const found = this.told?.sample.tokens.find((one) => one.who === who);
    if (found === undefined) throw new Error(`nobody is called ${who}`);
    return found.token;
  }

  /** The log with its personal fields open, and the views, both reached beside the product. */
  async look(): Promise<{ readonly log: EventStore; readonly views: Pool; readonly close: () => Promise<void> }> {
    const running = await readRunningFile(this.dir);
    if (running === undefined) throw new Error(`nothing runs on ${this.dir}`);
    const keys = new Pool({ connectionString: running.roleUrls.handoff_keys, max: 2 }).on('error', () => undefined);
    const views = new Pool({ connectionString: running.ownerUrl, max: 1 }).on('error', () => undefined);
    const masterKey = parseMasterKey((await readFile(path.join(this.dir, 'keys', 'master-key'), 'utf8')).trim());
    const sealer = new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, masterKey)));
    const log = new EventStoreDB({ connectionString: running.eventStoreUrl, sealer });
    return {
      log,
      views,
      close: async () => {
        await log.close();
        await Promise.all([keys.end(), views.end()]);
      },
    };
  }
}
