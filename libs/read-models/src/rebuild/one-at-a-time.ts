import { DatabaseError, type PoolClient } from 'pg';
import { transaction } from '../projector/commit-batch.js';
import type { View } from '../view/view.js';

/** Another command folds the view anew: two of them would write into one table and put it in place under each other. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';

  constructor({ name }: View) {
    super(`The view ${name} is being rebuilt by another command: wait until that one has ended.`);
  }
}

/** The first of the two numbers of these advisory locks; the second is the view. No other lock of the product has two. */
const rebuildLocks = 7_095;

/**
 * Keeps the views for this connection until it is closed. What an interrupted command left behind it is given `patienceMs` to end.
 * @throws RebuildRunning
 */
export async function keepForOne(client: PoolClient, views: readonly View[], patienceMs: number): Promise<void> {
  // In one order, so that two commands that want the same views never wait for each other.
  for (const view of [...views].sort((a, b) => (a.name < b.name ? -1 : 1)))
    await transaction(client, async () => {
      await client.query(`select set_config('lock_timeout', $1, true)`, [String(patienceMs)]);
      await client.query('select pg_advisory_lock($1, hashtext($2))', [rebuildLocks, view.name]);
    }).catch((error: unknown) => {
      throw error instanceof DatabaseError && error.code === '55P03' ? new RebuildRunning(view) : error;
    });
}
