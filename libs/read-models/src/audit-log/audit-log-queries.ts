import { conditions, oneOf, refuseUnknown, when, within, type TimeRange } from '../page/filters.js';
import { listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import type { Kept } from '../view/view.js';
import { auditLog, type AuditRow } from './audit-log-view.js';
import { auditTypes, type AuditEvent } from './audit-types.js';

export type AuditItem = Kept<AuditRow>;

const subjects = ['agent', 'workspace', 'contact'] as const;

export interface AuditFilter extends PageRequest, TimeRange {
  readonly subjectKind?: (typeof subjects)[number];
  readonly subjectId?: string;
  /** Who did it. */
  readonly actorId?: string;
  /** The stored name of the event. */
  readonly type?: AuditEvent['type'];
}

/**
 * Row 15: the workspace audit log, newest first.
 * @throws Rejected `filter_unknown`, `filter_invalid`, `range_reversed`, `limit_invalid`, `cursor_invalid`
 */
export function auditPage(reader: Reader, filter: AuditFilter = {}): Promise<Page<AuditItem>> {
  refuseUnknown(filter, ['subjectKind', 'subjectId', 'actorId', 'type', 'from', 'until']);
  const { subjectKind, subjectId, actorId, type } = filter;
  return listRows(
    reader,
    {
      name: 'audit-log',
      table: auditLog.table,
      where: conditions([
        when('t.subject_kind = ?', oneOf('subjectKind', subjectKind, subjects)),
        when('t.subject_id = ?', subjectId),
        when('t.actor_id = ?', actorId),
        when('t.type = ?', oneOf('type', type, auditTypes)),
        ...within('t.at', filter),
      ]),
      order: ['at', 'position'],
      direction: 'desc',
    },
    filter,
  );
}
