import { conversations } from '../conversations/conversations-view.js';
import type { ConversationItem } from '../conversations/conversation-queries.js';
import { conditions, refuseUnknown, when } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';

export interface BoardFilter extends PageRequest {
  readonly agentId?: string;
  readonly channel?: string;
}

/**
 * Row 61: the conversations that AI agents have now, the latest activity first.
 * @throws Rejected `filter_unknown`, `limit_invalid`, `cursor_invalid`
 */
export function boardPage(reader: Reader, filter: BoardFilter = {}): Promise<Page<ConversationItem>> {
  refuseUnknown(filter, ['agentId', 'channel']);
  return listRows(
    reader,
    {
      name: 'board',
      table: conversations.table,
      where: conditions([
        { sql: `t.status in ('ai', 'handoff_offered')` },
        when('t.agent_id = ?', filter.agentId),
        when('t.channel = ?', filter.channel),
      ]),
      order: ['lastActivityAt', 'conversationId'],
      direction: 'desc',
    },
    filter,
  );
}
