import { refuse } from '#domain';
import type { Principal, PrincipalRole } from './principal.js';

/** The members who talk with customers. */
const serving = ['owner', 'admin', 'supervisor', 'operator'] as const;
/** Those, and the auditor, who reads and never writes. */
const reading = [...serving, 'auditor'] as const;
const leading = ['owner', 'admin', 'supervisor'] as const;
const managing = ['owner', 'admin'] as const;
/** A connector of channels speaks for the customers behind it. */
const channels = ['integration'] as const;
const runtimes = ['agent_runtime'] as const;

/**
 * Who may do what. What else a command asks (that the caller is the assignee, for instance) is decided by the domain; that a runtime
 * speaks only for its own agent by `actsForAgent`; that nobody reaches another workspace by the stream's workspace and by row-level
 * security.
 */
const table = {
  // What customers do, brought by a channel.
  'customer.write': channels,
  'customer.answer-offer': channels,
  'customer.cancel-handoff': channels,
  'customer.submit-form': channels,
  'channel.record-delivery': channels,
  'channel.record-outside-reply': channels,
  'channel.read-outbound': channels,

  // What an AI runtime does for its agent.
  'turn.read': runtimes,
  'turn.reply': runtimes,
  'turn.assess': runtimes,
  'turn.record-action': runtimes,
  'turn.offer-handoff': runtimes,
  'turn.request-handoff': runtimes,
  'turn.hand-to-agent': runtimes,
  'turn.close': runtimes,

  // What members do with conversations.
  'conversation.claim': serving,
  'conversation.assign': serving,
  'conversation.assume': serving,
  'conversation.take-from-colleague': leading,
  'conversation.reply': serving,
  'conversation.transfer': serving,
  'conversation.release': serving,
  'conversation.to-human': serving,
  'conversation.to-ai': serving,
  'conversation.to-agent': serving,
  'conversation.close': serving,

  // Contacts.
  'contact.read': reading,
  'contact.identify': [...serving, ...channels],
  'contact.edit': serving,
  'follow-up.close': serving,
  'contact.erase': managing,
  'contact.hold': managing,

  // What is read.
  'queue.read': reading,
  'inbox.read': reading,
  'conversation.read': [...reading, ...channels],
  'agent.read': [...reading, ...channels, ...runtimes],
  'workspace.read': reading,
  'metrics.read': reading,
  'audit.read': [...leading, 'auditor'],
  'audit.export': [...managing, 'auditor'],

  // What is set.
  'agent.configure': managing,
  'agent.publish': managing,
  'workspace.configure': managing,
  'team.manage': leading,
  'member.manage': managing,
  'owner.manage': ['owner'],
  'api-key.manage': managing,
} as const satisfies Readonly<Record<string, readonly PrincipalRole[]>>;

export type Action = keyof typeof table;

/** Every action, in the order of the table. */
export const actions = Object.keys(table) as Action[];

/** Whether the table allows it. */
export function can(principal: Pick<Principal, 'role'>, action: Action): boolean {
  return (table[action] as readonly PrincipalRole[]).includes(principal.role);
}

/** @throws Rejected `role_not_allowed` when the table does not allow it */
export function allow(principal: Pick<Principal, 'role'>, action: Action): void {
  if (!can(principal, action)) throw refuse('role_not_allowed', { role: principal.role, action });
}
