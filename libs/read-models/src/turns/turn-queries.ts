import { listRows } from '../page/list.js';
import { refuseUnknown } from '../page/filters.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { Kept } from '../view/view.js';
import { turns, type TurnRow } from './turns-view.js';

/**
 * The turns an agent owes, oldest first.
 * @throws Rejected `filter_unknown`, `limit_invalid`, `cursor_invalid`
 */
export function openTurns(reader: Reader, agentId: string, request: PageRequest = {}): Promise<Page<Kept<TurnRow>>> {
  refuseUnknown(request, []);
  return listRows(
    reader,
    {
      name: 'turns',
      table: turns.table,
      where: [{ sql: 't.agent_id = ?', value: agentId }],
      order: ['openedAt', 'conversationId', 'turnId'],
      direction: 'asc',
    },
    request,
  );
}
