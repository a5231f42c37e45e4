import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, loadConfiguration, type Configuration, type Needed } from '#configuration';
import { readRunningFile, type Running } from '../../apps/standalone/src/running-file.js';

/** The option by which a command is told which installation is meant. */
export interface DataOption {
  readonly data?: string;
}

export function withDataOption(command: Command): Command {
  return command.option('--data <dir>', 'data folder of the installation that is meant');
}

/** What a command needs to know of the installation it works on. */
export interface Installation<N extends keyof Configuration> {
  readonly configuration: Needed<N>;
  /** What runs on the data folder, where something does and the environment does not speak of another installation. */
  readonly running: Running | undefined;
}

/**
 * Finds the installation: what the environment says, completed by what runs on the data folder; with `--data` that folder wins.
 * @throws ConfigurationError naming what is missing
 */
export async function findInstallation<N extends keyof Configuration = never>(
  { data }: DataOption,
  needs: readonly N[] = [],
): Promise<Installation<N>> {
  const { mode, dataDir } = loadConfiguration(process.env);
  if (mode === 'production' && data === undefined)
    return { configuration: loadConfiguration(process.env, {}, needs), running: undefined };
  const folder = path.resolve(process.env.HANDOFF_CALLER_DIR ?? process.cwd(), data ?? dataDir);
  const running = await readRunningFile(folder);
  const known = Object.entries({ ...(await keysOf(folder)), ...urlsOf(running) });
  const given = loadConfiguration(process.env);
  const wins = ([name]: [string, string]) => data !== undefined || given[name as keyof Configuration] === undefined;
  try {
    return { configuration: loadConfiguration(process.env, Object.fromEntries(known.filter(wins)), needs), running };
  } catch (error) {
    if (error instanceof ConfigurationError && running === undefined)
      throw new ConfigurationError([
        `Nothing runs on ${folder}: start it with "npm start", name another folder with --data, or set what is missing.`,
        ...error.message.split('\n'),
      ]);
    throw error;
  }
}

/** The keys of standalone; they stay when it stops. */
async function keysOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = { masterKey: 'master-key', tokenKey: 'token-key', commandKey: 'command-key', exportKey: 'export-key' };
  const found = await Promise.all(
    Object.entries(names).map(async ([name, file]): Promise<[string, string][]> => {
      try {
        return [[name, (await readFile(path.join(folder, 'keys', file), 'utf8')).trim()]];
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
        throw error;
      }
    }),
  );
  return Object.fromEntries(found.flat());
}

/** By the names of the settings: `handoff_api` is who `databaseApiUrl` logs in as, and so on. */
function urlsOf(running: Running | undefined): Readonly<Record<string, string>> {
  if (running === undefined) return {};
  const { eventStoreUrl, ownerUrl, roleUrls } = running;
  const ofRoles = Object.entries(roleUrls).map(([role, url]): [string, string] => {
    const name = role.replace(/^handoff_./, (start) => start.slice(-1).toUpperCase());
    return [`database${name}Url`, url];
  });
  return { eventStoreUrl, databaseOwnerUrl: ownerUrl, ...Object.fromEntries(ofRoles) };
}
