import type { AgentEvent, ContactEvent, WorkspaceEvent } from '#domain';

/** What the audit log holds beside the handoffs. */
export type AuditEvent = AgentEvent | WorkspaceEvent | Extract<ContactEvent, { type: 'ContactErased' }>;

/** Every type of them, and the compiler sees to it that none is missing: a filter knows what it can find. */
const types: Readonly<Record<AuditEvent['type'], true>> = {
  AgentRegistered: true,
  AgentVersionApplied: true,
  AgentVersionPublished: true,
  AgentUnpublished: true,
  AgentArchived: true,
  WorkspaceCreated: true,
  DefaultAgentSet: true,
  MemberAdded: true,
  MemberRoleChanged: true,
  MemberRemoved: true,
  TeamChanged: true,
  WaitPolicyChanged: true,
  BusinessHoursChanged: true,
  ReasonCodesChanged: true,
  LoopLimitChanged: true,
  TransferPolicyChanged: true,
  ChannelChanged: true,
  ApiKeyIssued: true,
  ApiKeyRevoked: true,
  WebhookChanged: true,
  ConnectorChanged: true,
  EvidenceViewed: true,
  AccessRefused: true,
  LedgerKeyRotated: true,
  LegalHoldSet: true,
  ContactErased: true,
};

export const auditTypes = Object.keys(types) as readonly AuditEvent['type'][];
