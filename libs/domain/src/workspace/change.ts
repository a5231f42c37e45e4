import type { Agent } from '../agent/state.js';
import type { Decision, Instant } from '../kernel.js';
import { refuse } from '../refusals.js';
import type { WorkspaceEvent, WorkspaceEventMap } from './events.js';
import { requireRole } from './roles.js';
import type { Member, Workspace } from './state.js';

/** What a decision on a workspace may know besides its state and the request. */
export interface WorkspaceContext {
  readonly at: Instant;
  readonly agent: (id: string) => Agent | undefined;
}

/** Who changes something: an admin or owner. */
export interface By {
  readonly member: Member;
}

/** A change of a setting that two people may edit at once. */
export interface Edit extends By {
  /** How often the setting had been changed when the editor saw it; if it was again, they are told by whom instead. */
  readonly expectedVersion?: number;
}

type Without<Type extends keyof WorkspaceEventMap> = Omit<WorkspaceEventMap[Type], 'entry' | 'byName'>;

/** One event, counted among the entries of the audit log and signed with the editor's name. */
export function changed<Type extends keyof WorkspaceEventMap>(
  state: Workspace,
  type: Type,
  data: Without<Type>,
  { member }: By,
  { at }: Pick<WorkspaceContext, 'at'>,
): Decision<WorkspaceEvent> {
  const event: unknown = { type, at, data: { ...data, entry: state.entries + 1, byName: member.name } };
  return [event as WorkspaceEvent];
}

/** Refuses where there is no workspace, or where the member may not change it. */
export function requireAdmin(state: Workspace, { member }: By): void {
  if (state.workspaceId === '') throw refuse('workspace_not_found');
  requireRole(member.role, 'admin');
}

/** Refuses the second of two editors, telling who was first. `setting` is its key in `Workspace.changes`. */
export function requireExpected(state: Workspace, setting: string, { expectedVersion }: Edit): void {
  const last = state.changes[setting];
  const version = last?.version ?? 0;
  if (expectedVersion === undefined || expectedVersion === version) return;
  throw refuse('changed_meanwhile', {
    version,
    changedBy: last?.byName ?? null,
    changedAt: last?.at ?? null,
  });
}
