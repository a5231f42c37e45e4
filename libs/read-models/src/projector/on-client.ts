import type { Pool, PoolClient } from 'pg';

/**
 * Works with one connection of a pool. Where it breaks, the query that uses it fails and it is thrown away; were nobody to listen, what it
 * says besides would end the process.
 */
export async function onClient<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    return await work(client);
  } finally {
    // A broken one may say more while it closes.
    if (broken === undefined) client.off('error', onError);
    client.release(broken);
  }
}
