import type { Decision } from '../kernel.js';
import { checkName } from '../limits.js';
import { refuse } from '../refusals.js';
import { same } from '../same.js';
import { changed, requireAdmin, requireExpected, type By, type Edit, type WorkspaceContext } from './change.js';
import type { Role, WorkspaceEvent } from './events.js';
import { requireRole } from './roles.js';
import type { KnownMember, Workspace } from './state.js';

type Now = Pick<WorkspaceContext, 'at'>;

export interface CreateWorkspace {
  readonly workspaceId: string;
  readonly name: string;
  readonly owner: { readonly id: string; readonly name: string };
}

/**
 * A new workspace with its first owner.
 * @throws Rejected `already_exists`, `invalid_setting`
 */
export function createWorkspace(state: Workspace, request: CreateWorkspace, { at }: Now): Decision<WorkspaceEvent> {
  const { workspaceId, name, owner } = request;
  if (state.workspaceId !== '') {
    if (state.workspaceId === workspaceId && state.name === name) return [];
    throw refuse('already_exists', { workspaceId: state.workspaceId });
  }
  checkName('name', name);
  checkName('owner.name', owner.name);
  const byName = owner.name;
  return [
    { type: 'WorkspaceCreated', at, data: { workspaceId, name, entry: 1, byName } },
    { type: 'MemberAdded', at, data: { memberId: owner.id, name: owner.name, role: 'owner', entry: 2, byName } },
  ];
}

export interface AddMember extends By {
  readonly memberId: string;
  readonly name: string;
  readonly role: Role;
}

/**
 * A person comes in, or comes back. Only an owner makes owners.
 * @throws Rejected `already_exists`, `invalid_setting`, `role_not_allowed`, `workspace_not_found`
 */
export function addMember(state: Workspace, request: AddMember, now: Now): Decision<WorkspaceEvent> {
  const { memberId, name, role } = request;
  requireAdmin(state, request);
  if (role === 'owner') requireRole(request.member.role, 'owner');
  const known = state.members[memberId];
  if (known !== undefined && !known.removed) {
    if (known.name === name && known.role === role) return [];
    throw refuse('already_exists', { memberId });
  }
  checkName('name', name);
  return changed(state, 'MemberAdded', { memberId, name, role }, request, now);
}

export interface ChangeRole extends By {
  readonly memberId: string;
  readonly role: Role;
}

/**
 * Another role. Owners are made and unmade by owners, and one always stays.
 * @throws Rejected `member_not_found`, `last_owner`, `role_not_allowed`, `workspace_not_found`
 */
export function changeRole(state: Workspace, request: ChangeRole, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { memberId, role } = request;
  const known = present(state, memberId);
  if (known.role === role) return [];
  if (role === 'owner') requireRole(request.member.role, 'owner');
  if (known.role === 'owner') requireOtherOwner(state, request);
  return changed(state, 'MemberRoleChanged', { memberId, from: known.role, to: role }, request, now);
}

export interface RemoveMember extends By {
  readonly memberId: string;
}

/**
 * A person leaves; their conversations go back to the queue (`sweepRemovedMember`).
 * @throws Rejected `member_not_found`, `last_owner`, `role_not_allowed`, `workspace_not_found`
 */
export function removeMember(state: Workspace, request: RemoveMember, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { memberId } = request;
  const known = state.members[memberId];
  if (known?.removed === true) return [];
  if (present(state, memberId).role === 'owner') requireOtherOwner(state, request);
  return changed(state, 'MemberRemoved', { memberId }, request, now);
}

function present(state: Workspace, memberId: string): KnownMember {
  const known = state.members[memberId];
  if (known === undefined || known.removed) throw refuse('member_not_found', { memberId });
  return known;
}

function requireOtherOwner(state: Workspace, { member }: By): void {
  requireRole(member.role, 'owner');
  const owners = Object.values(state.members).filter(({ role, removed }) => role === 'owner' && !removed);
  if (owners.length < 2) throw refuse('last_owner');
}

export interface ChangeTeam extends Edit {
  readonly teamId: string;
  readonly name: string;
  readonly memberIds: readonly string[];
}

/**
 * A team, new or as it shall be now.
 * @throws Rejected `member_not_found`, `changed_meanwhile`, `invalid_setting`, `role_not_allowed`, `workspace_not_found`
 */
export function changeTeam(state: Workspace, request: ChangeTeam, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { teamId, name } = request;
  const memberIds = [...new Set(request.memberIds)];
  const team = { name, memberIds, removed: false };
  if (same(state.teams[teamId], team)) return [];
  requireExpected(state, `team:${teamId}`, request);
  checkName('name', name);
  for (const memberId of memberIds) present(state, memberId);
  return changed(state, 'TeamChanged', { teamId, ...team }, request, now);
}

export interface RemoveTeam extends Edit {
  readonly teamId: string;
}

/**
 * A team goes; what waits for it waits for everybody who looks at the queue.
 * @throws Rejected `team_not_found`, `changed_meanwhile`, `role_not_allowed`, `workspace_not_found`
 */
export function removeTeam(state: Workspace, request: RemoveTeam, now: Now): Decision<WorkspaceEvent> {
  requireAdmin(state, request);
  const { teamId } = request;
  const team = state.teams[teamId];
  if (team === undefined) throw refuse('team_not_found', { teamId });
  if (team.removed) return [];
  requireExpected(state, `team:${teamId}`, request);
  return changed(state, 'TeamChanged', { teamId, ...team, removed: true }, request, now);
}
