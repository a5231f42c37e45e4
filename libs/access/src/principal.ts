import type { Actor } from '#domain';

/** Everybody who holds a token. The first five are members; a customer speaks through an integration. */
export const roles = ['owner', 'admin', 'supervisor', 'operator', 'auditor', 'integration', 'agent_runtime'] as const;

export type PrincipalRole = (typeof roles)[number];

/** Who a request comes from, once its token was verified. No names: a token is seen in too many places. */
export interface Principal {
  readonly workspaceId: string;
  readonly kind: 'member' | 'integration' | 'agent_runtime';
  /** Of a member, their member id; else the id of the integration or runtime. */
  readonly id: string;
  /** For a member one of their roles; else the same as the kind. */
  readonly role: PrincipalRole;
  /** The one agent that a runtime speaks for; of runtimes only, and of every runtime. */
  readonly agentId?: string;
  /** The API key by which it came, where it was one; it is the id too then. */
  readonly keyId?: string;
  /** What it may do at most, where that is less than all that its role may. */
  readonly permissions?: readonly string[];
}

/** A principal as a token names it. Without a role it is for the workspace to know the member and what they may do. */
export type Identity = Omit<Principal, 'role'> & { readonly role: PrincipalRole | null };

/** The kind that goes with a role. */
export function kindOf(role: PrincipalRole): Principal['kind'] {
  return role === 'integration' || role === 'agent_runtime' ? role : 'member';
}

/** Whether the principal is the runtime of this agent. */
export function actsForAgent(principal: Principal, agentId: string): boolean {
  return principal.kind === 'agent_runtime' && principal.agentId === agentId;
}

/** Who the events of the principal's commands say it was. A customer's own acts name the customer instead. */
export function actorOf(principal: Omit<Principal, 'role'>): Actor {
  switch (principal.kind) {
    case 'member':
      return { kind: 'member', id: principal.id };
    case 'integration':
      return { kind: 'integration', id: principal.id };
    case 'agent_runtime':
      return { kind: 'ai_agent', id: principal.agentId ?? principal.id };
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a workspace's id in the one form it is stored in. */
export function isWorkspaceId(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text);
}
