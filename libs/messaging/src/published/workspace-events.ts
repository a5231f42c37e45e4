import type { WorkspaceEventMap } from '#domain';
import type { Contract } from './contract.js';
import { auditEntry } from './parts.js';
import {
  decimal,
  flag,
  id,
  instant,
  list,
  nullable,
  object,
  optional,
  personal,
  text,
  variants,
  whole,
  word,
} from './schema.js';

/* What handoff.workspace.v1 promises. */

const v1 = <Shape>(schema: Shape) => ({ version: 1, schema });
const role = word('owner', 'admin', 'supervisor', 'operator', 'auditor');
const choice = word('warn', 'deny');
const accessRefusal = word(
  'role_not_allowed',
  'member_removed',
  'unknown_member',
  'key_revoked',
  'key_expired',
  'wrong_key',
);
const after = { afterSeconds: decimal };

const waitStep = variants({
  notify: object({ kind: word('notify'), ...after }),
  contact_form: object({ kind: word('contact_form'), ...after }),
  fallback_team: object({ kind: word('fallback_team'), ...after, teamId: id }),
  close: object({ kind: word('close'), ...after }),
});

const waitPolicy = object({
  steps: list(waitStep),
  firstResponseSeconds: nullable(decimal),
  nextResponseSeconds: nullable(decimal),
});

const businessHours = object({
  timeZone: text,
  weekly: list(object({ day: whole, opens: text, closes: text })),
  offHours: word('queue', 'queue_and_contact_form'),
});

export const workspaceEvents: Contract<WorkspaceEventMap> = {
  WorkspaceCreated: v1(object({ ...auditEntry, workspaceId: id, name: text })),
  DefaultAgentSet: v1(object({ ...auditEntry, channel: nullable(text), agentId: nullable(id) })),
  MemberAdded: v1(object({ ...auditEntry, memberId: id, name: personal(text), role })),
  MemberRoleChanged: v1(object({ ...auditEntry, memberId: id, from: role, to: role })),
  MemberRemoved: v1(object({ ...auditEntry, memberId: id })),
  TeamChanged: v1(object({ ...auditEntry, teamId: id, name: text, memberIds: list(id), removed: flag })),
  WaitPolicyChanged: v1(object({ ...auditEntry, version: whole, policy: waitPolicy })),
  BusinessHoursChanged: v1(object({ ...auditEntry, version: whole, hours: nullable(businessHours) })),
  ReasonCodesChanged: v1(object({ ...auditEntry, toPeople: list(text), toAi: list(text) })),
  LoopLimitChanged: v1(object({ ...auditEntry, limit: whole })),
  TransferPolicyChanged: v1(object({ ...auditEntry, whenCustomerAsked: choice, whenSensitive: choice })),
  ChannelChanged: v1(object({ ...auditEntry, channel: text, environment: word('live', 'staging'), enabled: flag })),
  ApiKeyIssued: v1(
    object({
      ...auditEntry,
      keyId: id,
      scope: text,
      expiresAt: nullable(instant),
      name: optional(text),
      agentId: optional(id),
      permissions: optional(list(text)),
    }),
  ),
  ApiKeyRevoked: v1(object({ ...auditEntry, keyId: id })),
  WebhookChanged: v1(
    object({
      ...auditEntry,
      webhookId: id,
      change: word('created', 'paused', 'resumed', 'secret_changed', 'removed'),
      host: text,
      types: optional(list(text)),
      personal: optional(flag),
    }),
  ),
  ConnectorChanged: v1(
    object({
      ...auditEntry,
      channel: text,
      change: word('set', 'secret_changed', 'removed'),
      kind: text,
      host: nullable(text),
    }),
  ),
  EvidenceViewed: v1(object({ ...auditEntry, what: text, id })),
  AccessRefused: v1(
    object({ ...auditEntry, reason: accessRefusal, what: text, count: whole, since: instant, keyId: optional(id) }),
  ),
  LedgerKeyRotated: v1(object({ ...auditEntry, newKey: text, oldKey: text })),
  LegalHoldSet: v1(object({ ...auditEntry, contactId: id, held: flag })),
};
