import { chown, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopOrphan } from './abandoned.js';
import { findBinaries, type Binaries } from './binaries.js';
import { isInitialised, reachableFolder, realFolder } from './data-folder.js';
import { takeFolder } from './folder-lease.js';
import { choosePort, loopback, portTaken } from './free-port.js';
import { initialise, readPassword, superuser } from './initialise.js';
import { ServerProcess, type PostgresExit } from './server-process.js';
import { serverUser, type ServerUser } from './server-user.js';

export type { PostgresExit } from './server-process.js';

export interface StartPostgresOptions {
  /** The database's own folder; missing or empty, it is made. Beside it lie `<dataDir>.password` and `.owner`. */
  readonly dataDir: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** False for throw-away databases: faster, and a crash of the machine may lose them. Default true. */
  readonly durable?: boolean;
  /**
   * Root only: when the server's user cannot reach the folder (below /root, for instance), place a new database in
   * /var/lib/handoff and leave a link, instead of refusing. For defaults that nobody chose; default false.
   */
  readonly relocate?: boolean;
  /** Further settings of postgresql.conf, which win over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gets the server's log and our own remarks, line by line. */
  readonly log?: (line: string) => void;
}

export interface RunningPostgres {
  readonly port: number;
  /** The superuser's connection string, for this machine only. It holds the password: never log it. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server is gone, for whatever reason; `expected` tells whether `stop` was called. */
  readonly exited: Promise<PostgresExit>;
  /** Fast shutdown (open sessions are ended, nothing is lost); may be called again. */
  stop(): Promise<void>;
  /** Ends it at once and without a checkpoint: the next start recovers what was committed from the write-ahead log. */
  kill(): void;
}

/** For how long backends of a killed server may keep its shared memory before we give up waiting for them. */
const orphanedBackendsMs = 20_000;

/**
 * Starts PostgreSQL on a folder of this machine, on loopback only. What an earlier, killed run left running is stopped
 * first; a folder that a live process holds is refused.
 *
 * @throws PostgresFolderError | PostgresPortError | PostgresStartError, each with one sentence for a person
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  const durable = options.durable ?? true;
  let dataDir = await realFolder(options.dataDir);
  const user = await serverUser(dataDir);
  dataDir = await reachableFolder(dataDir, user, options.relocate ?? false, log);
  const binaries = await findBinaries(user, log);
  // Asked before the lease too, so that beside a folder that we refuse not even the lease is written.
  await isInitialised(dataDir, binaries.major);

  const lease = await takeFolder(dataDir);
  try {
    if (await isInitialised(dataDir, binaries.major)) {
      await stopOrphan(dataDir);
      await handOver(dataDir, user);
    } else {
      await initialise(dataDir, binaries, user, durable);
    }
    const password = await readPassword(dataDir);
    const { server, port } = await launch(dataDir, binaries, user, { ...options, durable, log });
    const exited = server.exited.finally(() => lease.release());
    return {
      port,
      url: `postgres://${superuser}:${password}@${loopback}:${port}/postgres`,
      pid: server.pid,
      exited,
      stop: async () => {
        await server.stop();
        await exited;
      },
      kill: () => server.kill(),
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** A folder that root copied or restored belongs to root: the server's user must own all of it. */
async function handOver(dataDir: string, user: ServerUser): Promise<void> {
  if (user.uid === undefined || user.gid === undefined || (await stat(dataDir)).uid === user.uid) return;
  for (const name of [...(await readdir(dataDir, { recursive: true })), '.'])
    await chown(path.join(dataDir, name), user.uid, user.gid);
}

async function launch(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser,
  options: StartPostgresOptions & { durable: boolean; log: (line: string) => void },
): Promise<{ server: ServerProcess; port: number }> {
  const wanted = options.port ?? 0;
  const until = Date.now() + orphanedBackendsMs;
  for (;;) {
    const port = await choosePort(wanted);
    const server = new ServerProcess(dataDir, port, binaries, user, {
      durable: options.durable,
      settings: options.settings ?? {},
      log: options.log,
    });
    try {
      await server.ready();
      return { server, port };
    } catch (error) {
      // Somebody was faster to the port that had just been free.
      const taken = server.said(/could not bind|Address already in use/);
      if (taken && wanted !== 0) throw portTaken(wanted);
      const orphans = server.said(/pre-existing shared memory block/);
      if (!(taken || orphans) || Date.now() > until) throw error;
      await sleep(200);
    }
  }
}
