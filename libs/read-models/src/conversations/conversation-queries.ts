import { conditions, oneOf, refuseUnknown, when, within, type TimeRange } from '../page/filters.js';
import { findRow, listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { conversations, type ConversationRow } from './conversations-view.js';

export type ConversationItem = Kept<ConversationRow>;

const statuses = ['ai', 'handoff_offered', 'waiting', 'human', 'closed'] as const;

/** The header of a conversation, if the workspace has it. */
export function findConversation(reader: Reader, conversationId: string): Promise<ConversationItem | undefined> {
  return findRow(reader, conversations.table, { conversationId });
}

/** Headers by id; those the workspace does not have are left out. */
export async function conversationsById(
  { manager }: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ConversationItem>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.query<ConversationItem[]>(
    `select ${selectList(conversations.table, 't')} from views.conversations t where t.conversation_id = any($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.conversationId, row]));
}

export interface ConversationFilter extends PageRequest, TimeRange {
  readonly contactId?: string;
  readonly channel?: string;
  readonly status?: (typeof statuses)[number];
  /** Of the agent in control now. */
  readonly agentId?: string;
}

/**
 * Conversations by when they started, newest first; the range is of that time.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `range_reversed`, `limit_invalid`, `cursor_invalid`
 */
export function conversationPage(reader: Reader, filter: ConversationFilter = {}): Promise<Page<ConversationItem>> {
  refuseUnknown(filter, ['contactId', 'channel', 'status', 'agentId', 'from', 'until']);
  const { contactId, channel, status, agentId } = filter;
  return listRows(
    reader,
    {
      name: 'conversations',
      table: conversations.table,
      where: conditions([
        when('t.contact_id = ?', contactId),
        when('t.channel = ?', channel),
        when('t.status = ?', oneOf('status', status, statuses)),
        when('t.agent_id = ?', agentId),
        ...within('t.started_at', filter),
      ]),
      order: ['startedAt', 'conversationId'],
      direction: 'desc',
    },
    filter,
  );
}

/**
 * The number of a contact's newest conversation on a channel, from 1: where a command begins to look for the open one. A hint, since
 * the view may be behind the log.
 */
export async function latestConversation(
  { manager }: Pick<Reader, 'manager'>,
  contactId: string,
  channel: string,
): Promise<number | undefined> {
  const [row] = await manager.query<{ sequence: number | null }[]>(
    'select max(t.sequence) as sequence from views.conversations t where t.contact_id = $1 and t.channel = $2',
    [contactId, channel],
  );
  return row?.sequence ?? undefined;
}
