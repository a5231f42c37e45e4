import type { Decision, Instant } from '../kernel.js';
import { checkName } from '../limits.js';
import { refuse } from '../refusals.js';
import { changed, requireAdmin, type By, type WorkspaceContext } from './change.js';
import type { WorkspaceEvent, WorkspaceEventMap } from './events.js';
import type { KnownApiKey, Workspace } from './state.js';

type Now = Pick<WorkspaceContext, 'at'>;

export interface IssueApiKey extends By {
  readonly keyId: string;
  readonly name: string;
  readonly scope: 'integration' | 'agent_runtime';
  readonly agentId: string | null;
  readonly permissions: readonly string[] | null;
  readonly hash: string;
  readonly expiresAt: Instant | null;
}

/** The most keys that are good at a time: each is looked at whenever its holder asks for something. */
const maxApiKeys = 200;

/**
 * An API key exists; the key itself is never told here.
 * @throws Rejected `already_exists`, `agent_not_found`, `invalid_setting`, `role_not_allowed`, `workspace_not_found`
 */
export function issueApiKey(
  state: Workspace,
  request: IssueApiKey,
  { at, agent }: Pick<WorkspaceContext, 'at' | 'agent'>,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { keyId, name, scope, agentId, permissions, hash, expiresAt } = request;
  const known = state.apiKeys[keyId];
  if (known !== undefined) {
    if (known.hash === hash && known.revokedAt === null) return [];
    throw refuse('already_exists', { keyId });
  }
  checkName('name', name);
  if ((scope === 'agent_runtime') !== (agentId !== null))
    throw refuse('invalid_setting', { field: 'agentId', rule: 'of agent_runtime only, and of every one' });
  if (agentId !== null && agent(agentId) === undefined) throw refuse('agent_not_found', { agentId });
  if (expiresAt !== null && expiresAt <= at)
    throw refuse('invalid_setting', { field: 'expiresAt', rule: 'must be in the future' });
  const good = Object.values(state.apiKeys).filter((key) => isGoodKey(key, at));
  if (good.length >= maxApiKeys) throw refuse('invalid_setting', { field: 'apiKeys', limit: maxApiKeys });
  const data = {
    ...{ keyId, scope, expiresAt, name, hash },
    ...(agentId === null ? {} : { agentId }),
    ...(permissions === null ? {} : { permissions }),
  };
  return changed(state, 'ApiKeyIssued', data, request, { at });
}

/** Whether a key opens anything at this moment. */
export function isGoodKey({ hash, revokedAt, expiresAt }: KnownApiKey, at: Instant): boolean {
  return hash !== '' && revokedAt === null && (expiresAt === null || at < expiresAt);
}

/** @throws Rejected `api_key_not_found`, `role_not_allowed`, `workspace_not_found` */
export function revokeApiKey(
  state: Workspace,
  request: By & { readonly keyId: string },
  now: Now,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { keyId } = request;
  const known = state.apiKeys[keyId];
  if (known === undefined) throw refuse('api_key_not_found', { keyId });
  return known.revokedAt === null ? changed(state, 'ApiKeyRevoked', { keyId }, request, now) : [];
}

/** Attempts that were refused. `byName` is the member's, where it was one. */
export type RefuseAccess = Omit<WorkspaceEventMap['AccessRefused'], 'entry'>;

/** Somebody was not let in, so many times. @throws Rejected `workspace_not_found` */
export function recordAccessRefused(state: Workspace, refused: RefuseAccess, { at }: Now): Decision<WorkspaceEvent> {
  if (state.workspaceId === '') throw refuse('workspace_not_found');
  return [{ type: 'AccessRefused', at, data: { ...refused, entry: state.entries + 1 } }];
}

export interface ViewEvidence extends By {
  readonly what: string;
  readonly id: string;
}

/** Somebody looked at what is kept as evidence: each look is an entry. @throws Rejected `workspace_not_found` */
export function recordEvidenceViewed(state: Workspace, request: ViewEvidence, now: Now): Decision<WorkspaceEvent> {
  if (state.workspaceId === '') throw refuse('workspace_not_found');
  const { what, id } = request;
  return changed(state, 'EvidenceViewed', { what, id }, request, now);
}

export interface RotateLedgerKey {
  /** Public keys. */
  readonly newKey: string;
  readonly oldKey: string;
}

/** The ledger is signed by another key from now on; quiet when that is known. @throws Rejected `workspace_not_found` */
export function recordLedgerKeyRotated(
  state: Workspace,
  { newKey, oldKey }: RotateLedgerKey,
  { at }: Now,
): Decision<WorkspaceEvent> {
  if (state.workspaceId === '') throw refuse('workspace_not_found');
  if (state.ledgerKey === newKey) return [];
  // An operator's doing, at the machine: there is no member to be named.
  return [{ type: 'LedgerKeyRotated', at, data: { newKey, oldKey, entry: state.entries + 1, byName: null } }];
}

/** A legal hold keeps a contact from being erased. @throws Rejected `role_not_allowed`, `workspace_not_found` */
export function setLegalHold(
  state: Workspace,
  request: By & { readonly contactId: string; readonly held: boolean },
  now: Now,
): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { contactId, held } = request;
  if (state.legalHolds.includes(contactId) === held) return [];
  return changed(state, 'LegalHoldSet', { contactId, held }, request, now);
}
