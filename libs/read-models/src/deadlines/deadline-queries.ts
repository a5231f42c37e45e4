import type { Instant } from '#domain';
import type { ClientBase, Pool } from 'pg';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { deadlines, type DeadlineRow } from './deadlines-view.js';

/**
 * The deadlines due at `at`, of every workspace, the longest overdue first: for the timekeeper, at boot and as its safety net.
 * @param pool connected as a role that sees every workspace
 */
export async function dueDeadlines(pool: Pool | ClientBase, at: Instant, limit: number): Promise<Kept<DeadlineRow>[]> {
  const { rows } = await pool.query<Kept<DeadlineRow>>(
    `select ${selectList(deadlines.table, 't')} from views.deadlines t where t.due_at <= $1
     order by t.due_at, t.conversation_id, t.kind limit $2`,
    [at, limit],
  );
  return rows;
}

/** When the next deadline of any workspace is due; `undefined` when none is armed. */
export async function nextDeadlineAt(pool: Pool | ClientBase): Promise<Instant | undefined> {
  const { rows } = await pool.query<{ next: Date | null }>('select min(due_at) as next from views.deadlines');
  return rows[0]?.next?.toISOString();
}
