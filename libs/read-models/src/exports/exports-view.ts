import type { ExportEvent, ExportFilter, Instant, Personal } from '#domain';
import { findRow, listRows } from '../page/list.js';
import type { Page, PageRequest, Reader } from '../page/reader.js';
import { idIn, oneRow, type Kept, type Of, type View } from '../view/view.js';

/** An export of the audit trail. */
export interface ExportRow {
  readonly exportId: string;
  readonly requestedAt: Instant;
  readonly requestedByKind: string;
  readonly requestedById: string;
  readonly requestedByName: Personal<string>;
  readonly filter: ExportFilter;
  /** Entries before this size of the ledger are in its range. */
  readonly size: string;
  readonly since: string | null;
  readonly checkpoint: string;
  readonly completedAt: Instant | null;
  /** Of the file as it was first made; after an erasure it is made anew, and is another. */
  readonly bytes: string | null;
  readonly sha256: string | null;
  readonly matched: string | null;
  readonly withheld: string | null;
  readonly erased: string | null;
}

export function evolveExport(row: ExportRow | null, { event, metadata }: Of<ExportEvent>): ExportRow | null {
  if (event.type === 'AuditExportRequested') {
    const { exportId, byName, filter, size, since, checkpoint } = event.data;
    const asked = { requestedByKind: metadata.actor.kind, requestedById: metadata.actor.id, requestedByName: byName };
    const open = { completedAt: null, bytes: null, sha256: null, matched: null, withheld: null, erased: null };
    return { exportId, requestedAt: event.at, ...asked, filter, size, since, checkpoint, ...open };
  }
  if (row === null) return row;
  const { bytes, sha256, matched, withheld, erased } = event.data;
  return { ...row, completedAt: event.at, bytes, sha256, matched, withheld, erased };
}

/** Who took the audit trail with them, and what of it. */
export const exports: View<ExportRow> = {
  name: 'exports',
  version: 1,
  table: {
    name: 'exports',
    made: [1795132801013],
    columns: {
      exportId: 'text',
      requestedAt: 'timestamptz',
      requestedByKind: 'text',
      requestedById: 'text',
      requestedByName: 'text',
      filter: 'jsonb',
      size: 'text',
      since: 'text',
      checkpoint: 'text',
      completedAt: 'timestamptz',
      bytes: 'text',
      sha256: 'text',
      matched: 'text',
      withheld: 'text',
      erased: 'text',
    },
    key: ['exportId'],
    group: ['exportId'],
    personal: [],
    indexes: ['(workspace_id, requested_at, export_id)'],
  },
  groupOf: ({ stream }) => {
    const id = idIn('auditExport', stream);
    return id === undefined ? undefined : [id];
  },
  evolve: oneRow(evolveExport),
};

/** Exports, newest first. @throws Rejected `limit_invalid`, `cursor_invalid` */
export function exportPage(reader: Reader, request: PageRequest = {}): Promise<Page<Kept<ExportRow>>> {
  const order = ['requestedAt', 'exportId'] as const;
  return listRows(reader, { name: 'exports', table: exports.table, where: [], order, direction: 'desc' }, request);
}

/** One export, if the workspace has it. */
export function findExport(reader: Reader, exportId: string): Promise<Kept<ExportRow> | undefined> {
  return findRow(reader, exports.table, { exportId });
}
