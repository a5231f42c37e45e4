import type { Decision, Instant } from '../kernel.js';
import { refuse } from '../refusals.js';
import { changed, requireAdmin, type By, type WorkspaceContext } from './change.js';
import type { WorkspaceEvent } from './events.js';
import type { Workspace } from './state.js';

type Now = Pick<WorkspaceContext, 'at'>;

export interface IssueApiKey extends By {
  readonly keyId: string;
  readonly scope: string;
  readonly expiresAt: Instant | null;
}

/** An API key exists; the key itself is never told here. @throws Rejected `already_exists`, `role_not_allowed`, `workspace_not_found` */
export function issueApiKey(state: Workspace, request: IssueApiKey, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { keyId, scope, expiresAt } = request;
  const known = state.apiKeys[keyId];
  if (known !== undefined) {
    if (known.scope === scope && !known.revoked) return [];
    throw refuse('already_exists', { keyId });
  }
  return changed(state, 'ApiKeyIssued', { keyId, scope, expiresAt }, request, now);
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
  return known.revoked ? [] : changed(state, 'ApiKeyRevoked', { keyId }, request, now);
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
