import type { DomainEvent } from './kernel.js';

/**
 * Which fields of which events are personal: sealed before they reach the log, opened when read, `null` once erased.
 * A path is dotted. The subject is whose key seals it: the stream's contact, or the member named by another field.
 */
export type PersonalField = {
  readonly path: string;
  readonly subject: 'contact' | 'actor' | { readonly member: string };
};

const message: readonly PersonalField[] = [
  { path: 'text', subject: 'contact' },
  { path: 'attachments', subject: 'contact' },
];

const reason: readonly PersonalField[] = [
  { path: 'reasonText', subject: 'contact' },
  { path: 'context', subject: 'contact' },
];

const decidedBy: PersonalField = { path: 'decidedBy.name', subject: { member: 'decidedBy' } };

/** The names of parties are sealed only where a party is a member: an agent's name is no personal datum. */
const control: readonly PersonalField[] = [
  ...reason,
  { path: 'from.name', subject: { member: 'from' } },
  { path: 'to.name', subject: { member: 'to' } },
  decidedBy,
];

const changedBy: readonly PersonalField[] = [{ path: 'byName', subject: 'actor' }];

const fields: Readonly<Record<string, readonly PersonalField[]>> = {
  CustomerMessageReceived: [...message, { path: 'evidence', subject: 'contact' }],
  AgentReplied: message,
  AgentActionRecorded: [
    { path: 'arguments', subject: 'contact' },
    { path: 'result', subject: 'contact' },
  ],
  TurnAssessed: [{ path: 'inputs', subject: 'contact' }],
  HandoffOffered: [...reason, decidedBy],
  HandoffRefused: [decidedBy],
  HandoffRequested: [...control, { path: 'evidence', subject: 'contact' }],
  Claimed: control,
  Assigned: control,
  Assumed: control,
  Transferred: control,
  Released: control,
  ReturnedToAI: control,
  HandedOffToAgent: control,
  MemberReplied: [...message, { path: 'member.name', subject: { member: 'member' } }],
  ExternalReplyObserved: message,
  ContactFormSubmitted: [{ path: 'details', subject: 'contact' }],
  ConversationClosed: [
    { path: 'reasonText', subject: 'contact' },
    { path: 'from.name', subject: { member: 'from' } },
    { path: 'by.name', subject: { member: 'by' } },
  ],
  ContactIdentified: [{ path: 'externalUserId', subject: 'contact' }],
  ContactDetailsCaptured: [{ path: 'details', subject: 'contact' }],
  AgentRegistered: changedBy,
  AgentVersionApplied: changedBy,
  AgentVersionPublished: changedBy,
  AgentUnpublished: changedBy,
  AgentArchived: changedBy,
  WorkspaceCreated: changedBy,
  DefaultAgentSet: changedBy,
  MemberAdded: [...changedBy, { path: 'name', subject: { member: '' } }],
  MemberRoleChanged: changedBy,
  MemberRemoved: changedBy,
  TeamChanged: changedBy,
  WaitPolicyChanged: changedBy,
  BusinessHoursChanged: changedBy,
  ReasonCodesChanged: changedBy,
  LoopLimitChanged: changedBy,
  TransferPolicyChanged: changedBy,
  ChannelChanged: changedBy,
  ApiKeyIssued: changedBy,
  ApiKeyRevoked: changedBy,
  WebhookChanged: changedBy,
  ConnectorChanged: changedBy,
  EvidenceViewed: changedBy,
  AccessRefused: changedBy,
  LedgerKeyRotated: changedBy,
  LegalHoldSet: changedBy,
  AuditExportRequested: changedBy,
};

export interface PersonalValue {
  readonly path: string;
  /** `contact:{id}` or `member:{id}`. */
  readonly subject: string;
}

/**
 * The personal fields an event really has, each with the subject whose key seals it. Absent, empty and already erased (`null`) fields
 * are left out; so are names of parties that are no members.
 */
export function personalValues(
  event: DomainEvent,
  of: { readonly contactId: string | undefined; readonly actor: { readonly kind: string; readonly id: string } },
): readonly PersonalValue[] {
  const found: PersonalValue[] = [];
  for (const { path, subject } of fields[event.type] ?? []) {
    const value = at(event.data, path);
    if (value === undefined || value === null || isEmptyList(value)) continue;
    const name = subjectName(event.data, subject, of);
    if (name !== undefined) found.push({ path, subject: name });
  }
  return found;
}

function subjectName(
  data: unknown,
  subject: PersonalField['subject'],
  of: { readonly contactId: string | undefined; readonly actor: { readonly kind: string; readonly id: string } },
): string | undefined {
  if (subject === 'contact') {
    if (of.contactId === undefined)
      throw new Error('an event with personal fields of a contact was stored without its contact');
    return `contact:${of.contactId}`;
  }
  if (subject === 'actor') return of.actor.kind === 'member' ? `member:${of.actor.id}` : undefined;
  if (subject.member === '') return `member:${String(at(data, 'memberId'))}`;
  const party = at(data, subject.member) as { kind: string; id: string };
  return party.kind === 'member' ? `member:${party.id}` : undefined;
}

/** Nearly every message comes without attachments, and an empty list says nothing about anybody. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function at(data: unknown, path: string): unknown {
  let value = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
