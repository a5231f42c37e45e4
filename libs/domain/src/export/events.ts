import type { EventsOf, Personal } from '../kernel.js';

/* The storage format of `auditExport-{id}` streams: version with care. Both events are entries of the ledger. */

/** What an export shows; whatever it leaves out stands in it as a hash. The names are those of the handoffs view. */
export interface ExportFilter {
  readonly conversationId?: string;
  readonly agentId?: string;
  readonly memberId?: string;
  readonly reasonCode?: string;
  readonly trigger?: string;
  readonly decidedBy?: string;
  readonly direction?: string;
  readonly from?: string;
  readonly until?: string;
}

export interface ExportEventMap {
  AuditExportRequested: {
    readonly entry: number;
    readonly exportId: string;
    /** Who asked, by name. */
    readonly byName: Personal<string>;
    readonly filter: ExportFilter;
    /** Entries before this size of the ledger are in the range; a decimal number as text. */
    readonly size: string;
    /** Size of an older tree from which a proof shall lead; a decimal number as text. */
    readonly since: string | null;
    /** The signed checkpoint of that size as it was then, so that the same export can be made again. */
    readonly checkpoint: string;
  };
  AuditExportCompleted: {
    readonly entry: number;
    readonly bytes: string;
    /** Of the whole file, in hexadecimal digits. */
    readonly sha256: string;
    readonly matched: string;
    readonly withheld: string;
    readonly erased: string;
  };
}

export type ExportEvent = EventsOf<ExportEventMap>;
