import type { ClientBase, Pool, PoolClient } from 'pg';

/**
 * Runs work in one transaction on a connection of the pool. A connection that broke, or that work left behind may still be using, is
 * thrown away.
 *
 * @throws ConnectionLost when the connection broke; else what the work threw, with the connection sound
 */
export async function inTransaction<Result>(pool: Pool, work: (tx: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // Without a listener, what a lost connection says would end the process.
  const onError = (error: Error) => (broken = error);
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await undo(client, error);
    if (broken !== undefined && !(error instanceof LeftBehind)) throw new ConnectionLost(error);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** The connection to Postgres broke; whether the transaction was committed is unknown. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';

  constructor(override readonly cause: unknown) {
    super(`the connection to Postgres was lost: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Work that did not come back in time, and may still use its connection. */
export class LeftBehind extends Error {
  override readonly name = 'LeftBehind';
}

/** Takes the transaction back; an error when the connection cannot be used any more. */
async function undo(client: ClientBase, error: unknown): Promise<Error | undefined> {
  if (error instanceof LeftBehind) return error;
  return client.query('rollback').then(
    () => undefined,
    (reason: Error) => reason,
  );
}
