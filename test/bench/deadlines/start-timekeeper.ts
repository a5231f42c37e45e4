import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Stage } from '../commands/stage.js';

/** Starts a timekeeper that can be killed; resolves when it works, or waits for another to end. */
export async function startTimekeeper(stage: Stage) {
  const child = fork(path.join(import.meta.dirname, 'timekeeper-process.js'), [JSON.stringify(stage)]);
  const late: number[] = [];
  child.on('message', (message: { late?: number[] }) => late.push(...(message.late ?? [])));
  await once(child, 'message');
  return {
    /** How late each job was begun, in milliseconds. */
    late,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
