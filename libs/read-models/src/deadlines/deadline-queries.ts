import type { Instant } from '#domain';
import type { ClientBase, Pool } from 'pg';
import { conditions, oneOf, refuseUnknown, when, within, type TimeRange } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { deadlines, type DeadlineRow } from './deadlines-view.js';

export const deadlineKinds = ['unclaimed', 'idle', 'first_response', 'next_response', 'offer', 'agent_turn'] as const;

export interface DeadlineFilter extends PageRequest, TimeRange {
  readonly conversationId?: string;
  readonly kind?: (typeof deadlineKinds)[number];
}

/**
 * What is armed in the workspace, the next due first; the range is of the due time.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `range_reversed`, `limit_invalid`, `cursor_invalid`
 */
export function deadlinePage(reader: Reader, filter: DeadlineFilter = {}): Promise<Page<Kept<DeadlineRow>>> {
  refuseUnknown(filter, ['conversationId', 'kind', 'from', 'until']);
  return listRows(
    reader,
    {
      name: 'deadlines',
      table: deadlines.table,
      where: conditions([
        when('t.conversation_id = ?', filter.conversationId),
        when('t.kind = ?', oneOf('kind', filter.kind, deadlineKinds)),
        ...within('t.due_at', filter),
      ]),
      order: ['dueAt', 'conversationId', 'kind'],
      direction: 'asc',
    },
    filter,
  );
}

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
