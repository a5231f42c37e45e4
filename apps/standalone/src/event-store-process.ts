import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CannotStart } from './options.js';

export interface EventStoreProcess {
  readonly connectionString: string;
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** Starts the event store node as a process of its own and waits until it listens. */
export async function startEventStoreProcess(postgresUrl: string): Promise<EventStoreProcess> {
  const child = fork(fileURLToPath(new URL('./event-store-node.js', import.meta.url)), {
    // Its own process group: a Ctrl-C must not take the log away from an application that is still draining.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, EVENTSTORE_NODE_POSTGRES: postgresUrl },
  });
  const exited = once(child, 'exit').then(() => undefined);
  const connectionString = await firstMessage(child);
  return {
    connectionString,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function firstMessage(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { connectionString: string }).connectionString));
    child.once('exit', (code) =>
      reject(new CannotStart(`The event store did not start (exit code ${code}); its reason stands above.`)),
    );
    child.once('error', reject);
  });
}
