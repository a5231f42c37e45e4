import { triggers, type Trigger } from '#domain';
import { conditions, oneOf, refuseUnknown, when, within, type TimeRange } from '../page/filters.js';
import { findRow, listRows } from '../page/list.js';
import { proofStatusOf, type ProofStatus } from '../ledger/proof-status.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { Kept } from '../view/view.js';
import type { Direction, HandoffRow } from './handoff-entry.js';
import { handoffs } from './handoffs-view.js';

/** A handoff, and how far its entry in the ledger is proven. */
export type HandoffItem = Kept<HandoffRow> & { readonly proof: ProofStatus };

const directions: readonly Direction[] = ['to_people', 'to_ai', 'agent_to_agent'];
const deciders = ['agent_rule', 'customer', 'member', 'system'] as const;

export interface HandoffFilter extends PageRequest, TimeRange {
  readonly conversationId?: string;
  /** Row 12: an agent that gave or received. */
  readonly agentId?: string;
  /** A member who gave, received first, or decided. */
  readonly memberId?: string;
  readonly reasonCode?: string;
  readonly trigger?: Trigger;
  readonly decidedBy?: (typeof deciders)[number];
  readonly direction?: Direction;
}

/**
 * Rows 10 and 12: handoffs of all conversations, newest first; the time range is of the handoff.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `range_reversed`, `limit_invalid`, `cursor_invalid`
 */
export async function handoffPage(reader: Reader, filter: HandoffFilter = {}): Promise<Page<HandoffItem>> {
  refuseUnknown(filter, [
    'conversationId',
    'agentId',
    'memberId',
    'reasonCode',
    'trigger',
    'decidedBy',
    'direction',
    'from',
    'until',
  ]);
  const { conversationId, agentId, memberId, reasonCode, trigger, decidedBy, direction } = filter;
  const page = await listRows(
    reader,
    {
      name: 'handoffs',
      table: handoffs.table,
      where: conditions([
        when('t.conversation_id = ?', conversationId),
        when(
          `((t.from_kind = 'ai_agent' and t.from_id = ?) or (t.to_kind = 'ai_agent' and t.to_id = ?) or t.agent_id = ?)`,
          agentId,
        ),
        when(
          `((t.from_kind = 'member' and t.from_id = ?) or t.receiver_id = ? or (t.decided_by_kind = 'member' and t.decided_by_id = ?))`,
          memberId,
        ),
        when('t.reason_code = ?', reasonCode),
        when('t.trigger = ?', oneOf('trigger', trigger, triggers)),
        when('t.decided_by_kind = ?', oneOf('decidedBy', decidedBy, deciders)),
        when('t.direction = ?', oneOf('direction', direction, directions)),
        ...within('t.at', filter),
      ]),
      order: ['at', 'conversationId', 'number'],
      direction: 'desc',
    },
    filter,
  );
  return { ...page, items: await proven(reader, page.items) };
}

/** Row 11: one handoff with its full record, if the workspace has it. */
export async function findHandoff(reader: Reader, handoffId: string): Promise<HandoffItem | undefined> {
  const row = await findRow(reader, handoffs.table, { handoffId });
  return row && (await proven(reader, [row]))[0];
}

async function proven(reader: Reader, rows: readonly Kept<HandoffRow>[]): Promise<HandoffItem[]> {
  const places = rows.map(({ conversationId, entry }) => ({ stream: `conversation-${conversationId}`, entry }));
  const statuses = await proofStatusOf(reader, places);
  return rows.map((row, i) => ({ ...row, proof: statuses[i]! }));
}
