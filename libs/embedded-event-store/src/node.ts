import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { ServerCredentials } from '@grpc/grpc-js';
import { requireCredentials, type Users } from './access/credentials.js';
import { createGrpcServer } from './grpc-server.js';
import { EventLog } from './log/event-log.js';
import { MemoryStorage } from './log/memory-storage.js';
import type { Storage } from './log/storage.js';
import { openPostgresStorage } from './postgres/postgres-storage.js';

export interface EventStoreNodeOptions {
  readonly storage: { readonly kind: 'memory' } | { readonly kind: 'postgres'; readonly url: string };
  /** Address to listen on; anything but loopback needs `tls`. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 2113; 0 takes a free one. */
  readonly port?: number;
  /** Certificate chain and private key, PEM. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Passwords by user name. When given, every call needs the credentials of one of them. */
  readonly users?: Users;
  /** Upper bound of the events of one append in bytes. Default 1 MiB, as the real server's. */
  readonly maxAppendBytes?: number;
  /** How long to wait until another node on the same database gives up writing. Default 0: refuse at once. */
  readonly waitForLockMs?: number;
  /** Gives up waiting for it: the start rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Takes one line for whoever runs the node. Default: stderr. */
  readonly log?: (line: string) => void;
}

export interface EventStoreNode {
  readonly host: string;
  readonly port: number;
  /** For `EventStoreDBClient.connectionString`. */
  readonly connectionString: string;
  /** Resolves when the node has stopped: with the reason when it had to (it is no longer the writer of its database). */
  readonly stopped: Promise<Error | undefined>;
  /** Answers the appends it has taken, ends every other call with UNAVAILABLE and lets the storage go. */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 2113;
const DEFAULT_MAX_APPEND_BYTES = 1024 * 1024;

/** How long a stopping node waits for its calls to end. */
const PATIENCE_MS = 3_000;

/**
 * Starts a single node that speaks the protocol of EventStoreDB; resolves when it listens.
 *
 * @throws when the address is not loopback and there is no TLS, when the port is taken, when another node writes to the
 *   database (WriterLockTaken) or a newer version made its schema
 */
export async function startEventStoreNode(options: EventStoreNodeOptions): Promise<EventStoreNode> {
  const { host = '127.0.0.1', tls, users, maxAppendBytes = DEFAULT_MAX_APPEND_BYTES } = options;
  const report = options.log ?? ((line: string) => void process.stderr.write(`event store: ${line}\n`));
  if (!tls && !isLoopback(host)) {
    throw new Error(`The event store does not listen on ${host} without TLS: give it a certificate and a key.`);
  }
  if (users && !tls) throw new Error('Users need TLS: clients send no credentials over an insecure connection.');

  const stopping = new AbortController();
  const stopped = Promise.withResolvers<Error | undefined>();
  const lost = Promise.withResolvers<Error>();
  const storage = await openStorage(options, report, lost.resolve);
  let port = options.port ?? DEFAULT_PORT;
  const log = await openLog(storage, report);
  const node = { log, maxAppendBytes, stopping: stopping.signal, report };
  const server = createGrpcServer(node, () => ({ host, port }), users ? [requireCredentials(users)] : []);
  const bind = promisify(server.bindAsync.bind(server));
  try {
    port = await bind(`${host.includes(':') ? `[${host}]` : host}:${port}`, credentials(tls));
  } catch (error) {
    await log.close();
    throw new Error(`The event store cannot listen on ${host}:${port}: ${(error as Error).message}`, { cause: error });
  }

  let stops: Promise<void> | undefined;
  function stop(reason?: Error): Promise<void> {
    return (stops ??= shutDown(reason));
  }
  async function shutDown(reason?: Error): Promise<void> {
    if (reason) report(`the node stops, it is no longer the writer of its database: ${reason.message}`);
    stopping.abort();
    // The calls end by themselves now; a client that does not take the end of its call is not waited for long.
    const force = setTimeout(() => server.forceShutdown(), PATIENCE_MS);
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    clearTimeout(force);
    // A database that does not answer may take its time to close: nobody needs to wait for that to start another node.
    if (reason) stopped.resolve(reason);
    await log.close();
    stopped.resolve(undefined);
  }
  void lost.promise.then(stop);

  const name = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port,
    connectionString: `esdb://${name}:${port}?tls=${Boolean(tls)}`,
    stopped: stopped.promise,
    stop: () => stop(),
  };
}

function openStorage(
  { storage, waitForLockMs = 0, signal }: EventStoreNodeOptions,
  log: (line: string) => void,
  onLost: (error: Error) => void,
): Promise<Storage> {
  if (storage.kind === 'memory') return Promise.resolve(new MemoryStorage());
  return openPostgresStorage({ url: storage.url, waitForLockMs, signal, onLost, log });
}

async function openLog(storage: Storage, report: (line: string) => void): Promise<EventLog> {
  try {
    return await EventLog.open(storage, report);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function credentials(tls: EventStoreNodeOptions['tls']): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(null, [{ cert_chain: tls.cert, private_key: tls.key }]);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
