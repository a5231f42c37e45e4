import type { Instant, Personal } from '#domain';
import { idIn, oneRow, type Of, type View } from '../view/view.js';
import type { AuditEvent } from './audit-types.js';

/** What somebody changed: of an agent, of the workspace, or that a contact was erased. */
export interface AuditRow {
  readonly eventId: string;
  readonly at: Instant;
  /** The stored name of the event. */
  readonly type: string;
  readonly subjectKind: 'agent' | 'workspace' | 'contact';
  readonly subjectId: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly actorName: Personal<string>;
  /** The name of the member it is about, for `MemberAdded`. */
  readonly memberName: Personal<string>;
  /** Its number among the ledger's events of its stream. */
  readonly entry: number;
  /** The event's own data, without names of people. */
  readonly details: Readonly<Record<string, unknown>>;
}

export function evolveAudit(row: AuditRow | null, stored: Of<AuditEvent>): AuditRow | null {
  const subject = subjectOf(stored.stream);
  if (row !== null || subject === undefined) return row;
  const { event, metadata, eventId } = stored;
  const { entry, byName = null, ...rest } = event.data as AuditEvent['data'] & { readonly byName?: Personal<string> };
  // The hash of an API key is for whoever lets its holder in, and nobody else.
  const {
    name,
    hash: _,
    ...details
  } = rest as typeof rest & {
    readonly name?: Personal<string>;
    readonly hash?: string;
  };
  const isMember = event.type === 'MemberAdded';
  return {
    eventId,
    at: event.at,
    type: event.type,
    ...subject,
    actorKind: metadata.actor.kind,
    actorId: metadata.actor.id,
    actorName: byName,
    memberName: isMember ? (name ?? null) : null,
    entry,
    details: isMember || name === undefined ? details : { ...details, name },
  };
}

function subjectOf(stream: string): Pick<AuditRow, 'subjectKind' | 'subjectId'> | undefined {
  for (const subjectKind of ['agent', 'workspace', 'contact'] as const) {
    const subjectId = idIn(subjectKind, stream);
    if (subjectId !== undefined) return { subjectKind, subjectId };
  }
  return undefined;
}

/** Row 15: people's changes to agents and settings. Together with the handoffs it is complete. */
export const auditLog: View<AuditRow> = {
  name: 'audit-log',
  version: 1,
  table: {
    name: 'audit_log',
    made: [1795132801008],
    columns: {
      eventId: 'text',
      at: 'timestamptz',
      type: 'text',
      subjectKind: 'text',
      subjectId: 'text',
      actorKind: 'text',
      actorId: 'text',
      actorName: 'text',
      memberName: 'text',
      entry: 'integer',
      details: 'jsonb',
    },
    key: ['eventId'],
    group: ['eventId'],
    personal: [],
    indexes: ['(workspace_id, at, position)', '(workspace_id, subject_kind, subject_id, at)'],
  },
  appends: true,
  groupOf: ({ stream, event, eventId }) => {
    const subject = subjectOf(stream);
    if (subject === undefined) return undefined;
    return subject.subjectKind !== 'contact' || event.type === 'ContactErased' ? [eventId] : undefined;
  },
  evolve: oneRow(evolveAudit),
};
