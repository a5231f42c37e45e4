import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { startPostgres, type RunningPostgres } from '#embedded-postgres';
import { readCommandLine, usage, type CommandLine } from './options.js';

/** A node that was killed may need a moment until its database has noticed. */
const LOCK_GRACE_MS = 2_000;

async function main(args: string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage);
  const commandLine = await readCommandLine(args);
  const asked = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => asked.abort());
  const postgres = await ownPostgres(commandLine.storage);
  let reason: Error | undefined;
  try {
    reason = await run(commandLine, postgres, asked.signal);
  } finally {
    await postgres?.stop();
  }
  // The node has said why it stopped; whoever supervises this process starts it again, without waiting for a database
  // that may be gone for good.
  if (reason) process.exit(1);
}

/** Resolves when asked to stop, or with the reason when the node had to. */
async function run(
  commandLine: CommandLine,
  postgres: RunningPostgres | undefined,
  asked: AbortSignal,
): Promise<Error | undefined> {
  const node = await start(commandLine, postgres, asked);
  console.log(`listening on ${node.connectionString}`);
  const reason = await Promise.race([aborted(asked), node.stopped]);
  if (!reason) await node.stop();
  return reason;
}

function start(
  { storage, standby, node }: CommandLine,
  postgres: RunningPostgres | undefined,
  signal: AbortSignal,
): Promise<EventStoreNode> {
  if (storage === 'memory') return startEventStoreNode({ ...node, storage: { kind: 'memory' } });
  const url = 'url' in storage ? storage.url : postgres!.url;
  const waitForLockMs = standby ? Infinity : LOCK_GRACE_MS;
  return startEventStoreNode({ ...node, storage: { kind: 'postgres', url }, waitForLockMs, signal });
}

async function ownPostgres(storage: CommandLine['storage']): Promise<RunningPostgres | undefined> {
  if (storage === 'memory' || !('dataDir' in storage)) return undefined;
  return startPostgres({ dataDir: storage.dataDir });
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined));
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Asked to stop while still waiting for the lock: nothing is amiss.
  if (error instanceof Error && error.name === 'AbortError') return;
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
