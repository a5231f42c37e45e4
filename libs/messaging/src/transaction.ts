import type { ClientBase, Pool, PoolClient } from 'pg';
import { DatabaseError } from 'pg';

/** Runs work in one transaction on a connection of the pool; a connection that broke, or was left in the middle, is thrown away. */
export async function inTransaction<Result>(pool: Pool, work: (tx: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a listener, what a lost connection says would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    return await transaction(client, () => work(client));
  } catch (error) {
    if (!(error instanceof DatabaseError) && error instanceof LeftBehind) broken = error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Work that did not come back in time and may still use its connection. */
export class LeftBehind extends Error {
  override readonly name = 'LeftBehind';
}

async function transaction<Result>(client: ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // On a broken connection the rollback fails too, and is not needed: the first error is the one to tell.
    if (!(error instanceof LeftBehind)) await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
