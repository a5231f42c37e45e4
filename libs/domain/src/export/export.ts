import type { Aggregate, Decision, Instant } from '../kernel.js';
import { requireRole } from '../workspace/roles.js';
import type { Member } from '../workspace/state.js';
import type { ExportEvent, ExportEventMap } from './events.js';

/** An export of the audit trail, asked for and made. */
export interface AuditExport {
  readonly requested: ExportEventMap['AuditExportRequested'] | null;
  readonly completed: boolean;
  readonly entries: number;
}

const initial: AuditExport = { requested: null, completed: false, entries: 0 };

export const auditExport: Aggregate<AuditExport, ExportEvent> = {
  category: 'auditExport',
  initial,
  evolve(state, event) {
    switch (event.type) {
      case 'AuditExportRequested':
        return { ...state, requested: event.data, entries: event.data.entry };
      case 'AuditExportCompleted':
        return { ...state, completed: true, entries: event.data.entry };
      default:
        return state;
    }
  },
};

export type RequestExport = Omit<ExportEventMap['AuditExportRequested'], 'entry' | 'byName'> & {
  readonly member: Member;
};

/**
 * Somebody takes the audit trail with them.
 * @throws Rejected `role_not_allowed`
 */
export function requestExport(
  state: AuditExport,
  { member, ...asked }: RequestExport,
  { at }: { readonly at: Instant },
): Decision<ExportEvent> {
  if (member.role !== 'auditor') requireRole(member.role, 'admin');
  if (state.requested !== null) return [];
  return [{ type: 'AuditExportRequested', at, data: { ...asked, byName: member.name, entry: state.entries + 1 } }];
}

/** The export was made. Said once; made anew, it is the same export. */
export function completeExport(
  state: AuditExport,
  made: Omit<ExportEventMap['AuditExportCompleted'], 'entry'>,
  { at }: { readonly at: Instant },
): Decision<ExportEvent> {
  if (state.requested === null || state.completed) return [];
  return [{ type: 'AuditExportCompleted', at, data: { ...made, entry: state.entries + 1 } }];
}
