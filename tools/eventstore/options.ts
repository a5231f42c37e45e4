import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { EventStoreNodeOptions } from '#embedded-event-store';

export const usage = `Usage: npm run eventstore -- [--memory | --data DIR | --postgres URL] [--port N] [--host ADDRESS]
                              [--tls-cert FILE --tls-key FILE [--users FILE]] [--standby]

  --memory          keep the log in memory and lose it at the end (default)
  --data DIR        keep it in DIR, in a PostgreSQL of its own
  --postgres URL    keep it in this database, in the schema event_store
  --port N          default 2113; 0 takes a free one
  --host ADDRESS    default 127.0.0.1; anything but loopback needs TLS
  --tls-cert, --tls-key   PEM files
  --users FILE      JSON: {"admin": "password", "ops": "password"}; every call needs one of them then
  --standby         wait until the node that writes to the database goes, instead of refusing`;

/** What the command line asks for. */
export interface CommandLine {
  readonly storage: 'memory' | { readonly dataDir: string } | { readonly url: string };
  readonly standby: boolean;
  readonly node: Pick<EventStoreNodeOptions, 'host' | 'port' | 'tls' | 'users'>;
}

/** @throws Error with one sentence when the command line or a file it names makes no sense */
export async function readCommandLine(args: string[]): Promise<CommandLine> {
  const { values } = parseArgs({
    args,
    options: {
      memory: { type: 'boolean' },
      data: { type: 'string' },
      postgres: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      users: { type: 'string' },
      standby: { type: 'boolean', default: false },
    },
  });
  const { memory, data, postgres, host } = values;
  if ([memory, data, postgres].filter((given) => given !== undefined).length > 1) {
    throw new Error('Give one of --memory, --data and --postgres.');
  }
  const tls = await readTls(values['tls-cert'], values['tls-key']);
  const users = values.users === undefined ? undefined : await readUsers(values.users);
  return {
    storage: data !== undefined ? { dataDir: fromCaller(data) } : postgres !== undefined ? { url: postgres } : 'memory',
    standby: values.standby,
    node: {
      ...(host !== undefined && { host }),
      ...(values.port !== undefined && { port: readPort(values.port) }),
      ...(tls && { tls }),
      ...(users && { users }),
    },
  };
}

async function readTls(cert: string | undefined, key: string | undefined): Promise<EventStoreNodeOptions['tls']> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new Error('TLS needs both --tls-cert and --tls-key.');
  return { cert: await readFile(fromCaller(cert)), key: await readFile(fromCaller(key)) };
}

async function readUsers(file: string): Promise<Record<string, string>> {
  const sentence = `${file} does not hold users: it should be JSON like {"admin": "password", "ops": "password"}.`;
  const text = await readFile(fromCaller(file), 'utf8');
  let users: unknown;
  try {
    users = JSON.parse(text);
  } catch (error) {
    throw new Error(sentence, { cause: error });
  }
  const valid =
    typeof users === 'object' &&
    users !== null &&
    Object.keys(users).length > 0 &&
    Object.values(users).every((password) => typeof password === 'string' && password !== '');
  if (!valid) throw new Error(sentence);
  return users as Record<string, string>;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${text} is not a port.`);
  return port;
}

/** Paths are the caller's, who may have started the script from another folder. */
function fromCaller(file: string): string {
  return path.resolve(process.env.HANDOFF_CALLER_DIR ?? '.', file);
}
