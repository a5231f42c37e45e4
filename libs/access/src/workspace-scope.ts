import type { DataSource, EntityManager } from 'typeorm';
import { isWorkspaceId } from './principal.js';

/**
 * Runs work in one transaction that sees and writes the rows of one workspace only: row-level security compares every row with the
 * setting made here (`enableRowSecurity`), and the setting ends with the transaction, so none is left on the pooled connection.
 *
 * @throws Error when the id is not a workspace's
 */
export function withWorkspace<T>(
  dataSource: DataSource,
  workspaceId: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!isWorkspaceId(workspaceId)) return Promise.reject(new Error('not the id of a workspace'));
  return dataSource.transaction(async (manager) => {
    await manager.query(`select set_config('handoff.workspace', $1, true)`, [workspaceId]);
    return work(manager);
  });
}
