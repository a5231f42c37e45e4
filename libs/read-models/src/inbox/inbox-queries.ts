import { conversations } from '../conversations/conversations-view.js';
import type { ConversationItem } from '../conversations/conversation-queries.js';
import { refuseUnknown } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';

/**
 * Rows 24 and 55: the open conversations assigned to a member, the latest activity first.
 * @throws Rejected `filter_unknown`, `limit_invalid`, `cursor_invalid`
 */
export function inboxPage(
  reader: Reader,
  memberId: string,
  request: PageRequest = {},
): Promise<Page<ConversationItem>> {
  refuseUnknown(request, []);
  return listRows(
    reader,
    {
      name: 'inbox',
      table: conversations.table,
      where: [{ sql: `t.status = 'human'` }, { sql: 't.assignee_id = ?', value: memberId }],
      order: ['lastActivityAt', 'conversationId'],
      direction: 'desc',
    },
    request,
  );
}

/** How many open conversations a member has. */
export async function inboxCount({ manager }: Reader, memberId: string): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(
    `select count(*)::integer as count from views.conversations t where t.status = 'human' and t.assignee_id = $1`,
    [memberId],
  );
  return row?.count ?? 0;
}
