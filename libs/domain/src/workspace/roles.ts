import { refuse } from '../refusals.js';
import type { Role } from './events.js';

const rank: Readonly<Record<Role, number>> = { auditor: 0, operator: 1, supervisor: 2, admin: 3, owner: 4 };

/** Whether a role includes what another may do. An auditor only reads. */
export function includesRole(role: Role, needed: Exclude<Role, 'auditor'>): boolean {
  return rank[role] >= rank[needed];
}

/** Refuses a member whose role does not include the one needed. */
export function requireRole(role: Role, needed: Exclude<Role, 'auditor'>): void {
  if (!includesRole(role, needed)) throw refuse('role_not_allowed', { role, needed });
}
