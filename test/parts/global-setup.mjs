// One PostgreSQL for a whole Jest run, started when the first test asks for a database: most runs ask for none.
// A test asks through `createTestDatabase` (postgres.ts). A server of your own is used when HANDOFF_TEST_POSTGRES names it.
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const prefix = 'handoff-test-postgres-';

export default async function globalSetup() {
  if (process.env.HANDOFF_TEST_POSTGRES) return;
  let starting;
  const door = createServer((_request, response) => {
    starting ??= start();
    starting.then(
      // A connection kept for later would keep a worker of Jest from ending.
      (postgres) => response.writeHead(200, { connection: 'close' }).end(postgres.url),
      (error) => response.writeHead(500, { connection: 'close' }).end(error.message),
    );
  });
  await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve));
  door.unref();
  process.env.HANDOFF_TEST_POSTGRES_DOOR = `http://127.0.0.1:${door.address().port}/`;

  const stop = async () => {
    door.close();
    const postgres = await starting?.catch(() => undefined);
    if (!postgres) return;
    await postgres.stop();
    if (!process.env.HANDOFF_TEST_KEEP) await rm(postgres.folder, { recursive: true, force: true });
  };
  globalThis.handoffStopTestPostgres = stop;
  // Jest skips its teardown when it is interrupted, and the server has a process group of its own.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])
    process.once(signal, () => void stop().finally(() => process.exit(code)));
}

async function start() {
  const { startPostgres, stopAbandonedPostgres } = await load();
  await clearKilledRuns(stopAbandonedPostgres);
  const folder = await mkdtemp(path.join(tmpdir(), prefix));
  // A root caller's server runs as another user, who must be able to walk in.
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'data'),
    durable: false,
    settings: { max_connections: '300' },
  });
  return { url: postgres.url, stop: postgres.stop, folder };
}

async function load() {
  try {
    // Plain Node takes the built library.
    return await import('#embedded-postgres');
  } catch (error) {
    throw new Error(`The tests need the built PostgreSQL launcher: run "npm run build" first (${error.message}).`);
  }
}

/** Earlier runs that were killed left a folder, and perhaps a server; those of live runs are not touched. */
async function clearKilledRuns(stopAbandonedPostgres) {
  if (process.env.HANDOFF_TEST_KEEP) return;
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(tmpdir(), name);
    const young = Date.now() - (await modified(folder)) < 60_000;
    // A folder of the last minute may be one that another run is just filling.
    if (!young && (await stopAbandonedPostgres(path.join(folder, 'data')))) await rm(folder, { recursive: true });
  }
}

async function modified(folder) {
  return stat(folder).then(
    (found) => found.mtimeMs,
    () => Date.now(),
  );
}
