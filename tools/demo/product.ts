import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sample } from '../../apps/standalone/src/announcement.js';

/** The whole product on data and a port of its own. */
export interface Product {
  readonly url: string;
  readonly sample: Sample;
  /** Rejects with a sentence when it ends without being asked. */
  readonly failed: Promise<never>;
  /** The last lines of its error output: what it complained about. */
  said(): string;
  /** Stops it and takes its data away. */
  stop(): Promise<void>;
}

/** It did not start, or ended by itself; the message says what it said. */
export class ProductFailed extends Error {
  override readonly name = 'ProductFailed';
}

export async function startProduct(asked: AbortSignal): Promise<Product> {
  const folder = await mkdtemp(path.join(tmpdir(), 'handoff-demo-'));
  // Started by root, PostgreSQL runs as another user, who must be able to pass through here. What is secret lies deeper, closed.
  await chmod(folder, 0o711);
  const child = fork(program, ['--port', '0', '--data', path.join(folder, 'data')], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // The sample agents' runtime is on this machine, where nothing may be called unless it is allowed.
    env: { ...process.env, HANDOFF_OUTBOUND_ALLOW: '127.0.0.1' },
    // A group of its own: a Ctrl-C reaches the demo alone, which then stops it and waits.
    detached: true,
  });
  const said = keepEnd(child);
  const exited = once(child, 'exit');
  const failed = exited.then(([code]): never => {
    throw new ProductFailed(`The product ended with exit code ${String(code)}. It said:\n${said() || '(nothing)'}`);
  });
  failed.catch(() => undefined);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    // Tried again for a while: where it fell, its database may still be writing its last.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  };
  asked.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  try {
    const ready = once(child, 'message') as Promise<[{ readonly url: string; readonly sample: Sample }]>;
    const [{ url, sample }] = await Promise.race([ready, failed]);
    return { url, sample, failed, said, stop };
  } catch (error) {
    // Why it did not start says more than what could not be cleaned up after it.
    await stop().catch(() => undefined);
    throw error;
  }
}

const program = fileURLToPath(new URL('../../apps/standalone/src/main.js', import.meta.url));

/** The last lines of what it writes to its error output. */
function keepEnd(child: ChildProcess): () => string {
  let end = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (end = (end + text).slice(-4_000)));
  return () => end.trim();
}
