import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres } from '#embedded-postgres';

/** A PostgreSQL of the benchmark's own, with fsync on, in a folder that goes with it. */
export async function scratchPostgres() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-eventstore-'));
  // A root caller's server runs as another user, who must be able to walk in.
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'data'),
    durable: true,
    settings: { max_connections: '200' },
  });
  return {
    /** A fresh database in it. */
    database: async (name: string): Promise<string> => {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
