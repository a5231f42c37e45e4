import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Load, LoadResult } from './http-load.js';

/** Starts the load generator. Fails where anything but 200 was answered: figures of refusals are worth nothing. */
export function startLoadProcess() {
  const child = fork(path.join(import.meta.dirname, 'http-load.js'));
  let from = 0;
  return {
    async send(load: Omit<Load, 'from'>): Promise<LoadResult> {
      child.send({ ...load, from } satisfies Load);
      const [{ result, error }] = (await once(child, 'message')) as [{ result?: LoadResult; error?: string }];
      if (result === undefined) throw new Error(`The load was not sent: ${error}`);
      from += result.sent;
      if (Object.keys(result.refused).length > 0)
        throw new Error(`Commands were refused, by status: ${JSON.stringify(result.refused)}`);
      return result;
    },
    stop: () => void child.disconnect(),
  };
}

export type LoadProcess = ReturnType<typeof startLoadProcess>;
