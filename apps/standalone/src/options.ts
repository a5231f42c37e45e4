import path from 'node:path';
import { parseArgs } from 'node:util';

export interface StandaloneOptions {
  /** Where the HTTP API listens, on loopback. */
  readonly port: number;
  /** Everything that is kept: databases, keys. */
  readonly dataDir: string;
  /** Nobody chose the folder: it may be placed elsewhere where the default does not work. */
  readonly defaultDataDir: boolean;
  readonly sample: boolean;
}

export const usage = `npm start -- [--port N] [--data DIR] [--no-sample]

  --port N      where the API listens on 127.0.0.1 (default 3000; 0 takes any free port)
  --data DIR    where everything is kept (default ./var)
  --no-sample   do not make a sample workspace on the first start`;

/** A start that cannot go on: one sentence for a person, and exit code 1. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/**
 * Reads the command line.
 * @param callerDir what a relative `--data` is relative to
 * @throws CannotStart; `undefined` when help was asked for
 */
export function readOptions(args: readonly string[], callerDir: string): StandaloneOptions | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new CannotStart(`--port takes a number from 0 to 65535, not "${values.port}".`);
  return {
    port,
    dataDir: path.resolve(callerDir, values.data ?? 'var'),
    defaultDataDir: values.data === undefined,
    sample: !values['no-sample'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '3000' },
        data: { type: 'string' },
        'no-sample': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
}
