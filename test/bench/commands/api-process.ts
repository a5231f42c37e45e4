import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Stage } from './stage.js';

const main = path.resolve(import.meta.dirname, '../../../apps/api/src/main.js');

export interface ApiProcess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The API as it runs in production: a process of its own. It knows no conversation yet. */
export async function startApi(stage: Stage): Promise<ApiProcess> {
  const profile = process.env.BENCH_PROFILE;
  const child = spawn(process.execPath, [...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []), main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NO_COLOR: '1',
      HANDOFF_HTTP_PORT: '0',
      // A few callers send everything: the limits are looked at as ever, and never reached.
      HANDOFF_RATE_PER_MEMBER: '1000000',
      HANDOFF_RATE_PER_INTEGRATION: '1000000',
      HANDOFF_RATE_PER_ADDRESS: '1000000',
      HANDOFF_EVENT_STORE_URL: stage.eventStoreUrl,
      HANDOFF_DATABASE_API_URL: stage.roleUrls.handoff_api,
      HANDOFF_DATABASE_KEYS_URL: stage.roleUrls.handoff_keys,
      HANDOFF_MASTER_KEY: stage.masterKey,
      HANDOFF_COMMAND_KEY: stage.commandKey,
      HANDOFF_TOKEN_KEY: stage.tokenKey,
    },
  });
  const exit = once(child, 'exit');
  const lines: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const found = /listening at http:\/\/[^ ]+:(\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    void exit.then(() => reject(new Error(`The API ended before it listened:\n${lines.join('\n')}`)));
  });
  return {
    port,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}
