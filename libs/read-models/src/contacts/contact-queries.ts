import { conditions, oneOf, refuseUnknown, when } from '../page/filters.js';
import { findRow, listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { selectList } from '../view/table.js';
import type { Kept } from '../view/view.js';
import { contacts, type ContactRow } from './contacts-view.js';
import { followUps, type FollowUpRow } from './follow-ups-view.js';

export type ContactItem = Kept<ContactRow>;
export type FollowUpItem = Kept<FollowUpRow> & { readonly contact: ContactItem | null };

/** A contact, if the workspace has it. */
export function findContact(reader: Reader, contactId: string): Promise<ContactItem | undefined> {
  return findRow(reader, contacts.table, { id: contactId });
}

/**
 * Contacts, newest first.
 * @throws Rejected `filter_unknown`, `limit_invalid`, `cursor_invalid`
 */
export function contactPage(reader: Reader, request: PageRequest = {}): Promise<Page<ContactItem>> {
  refuseUnknown(request, []);
  const query = {
    name: 'contacts',
    table: contacts.table,
    where: [],
    order: ['knownSince', 'id'] as const,
    direction: 'desc' as const,
  };
  return listRows(reader, query, request);
}

export interface FollowUpFilter extends PageRequest {
  /** `open` unless said. */
  readonly state?: 'open' | 'closed' | 'all';
  readonly contactId?: string;
}

/**
 * Row 57: follow-ups, the oldest first, each with its contact.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `limit_invalid`, `cursor_invalid`
 */
export async function followUpPage(reader: Reader, filter: FollowUpFilter = {}): Promise<Page<FollowUpItem>> {
  refuseUnknown(filter, ['state', 'contactId']);
  const state = oneOf('state', filter.state, ['open', 'closed', 'all']) ?? 'open';
  const page = await listRows(
    reader,
    {
      name: 'follow-ups',
      table: followUps.table,
      where: conditions([
        state !== 'all' && { sql: `t.closed_at is ${state === 'open' ? 'null' : 'not null'}` },
        when('t.customer_id = ?', filter.contactId),
      ]),
      order: ['openedAt', 'customerId', 'followUpId'],
      direction: 'asc',
    },
    filter,
  );
  const rows = await reader.manager.query<ContactItem[]>(
    `select ${selectList(contacts.table, 't')} from views.contacts t where t.id = any($1)`,
    [page.items.map(({ customerId }) => customerId)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { ...page, items: page.items.map((row) => ({ ...row, contact: byId.get(row.customerId) ?? null })) };
}
