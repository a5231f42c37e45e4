import { roles, type Principal } from './principal.js';

/** The members who talk with customers. */
const serving = ['owner', 'admin', 'supervisor', 'operator'] as const;
/** Those, and the auditor, who reads and never writes. */
const reading = [...serving, 'auditor'] as const;
const leading = ['owner', 'admin', 'supervisor'] as const;
const managing = ['owner', 'admin'] as const;
/** A connector of channels speaks for the customers behind it. */
const channels = ['integration'] as const;
const runtimes = ['agent_runtime'] as const;
/** A customer in the chat of a browser, with a token that opens no route of the API. */
const visitors = ['visitor'] as const;

/** Every column of the table: whoever holds a token of whatever kind. */
export const columns = [...roles, 'visitor'] as const;

export type Column = (typeof columns)[number];

/**
 * Who may do what. What else a command asks (that the caller is the assignee, for instance) is decided by the domain; that a runtime
 * speaks only for its own agent by `actsForAgent`; that nobody reaches another workspace by the stream's workspace and by row-level
 * security.
 */
const table = {
  // What a customer does in a chat of ours, in their own conversation.
  'chat.write': visitors,
  'chat.ask-for-person': visitors,
  'chat.answer-offer': visitors,
  'chat.submit-form': visitors,
  'chat.follow': visitors,

  // What customers do, brought by a channel.
  'customer.write': channels,
  'customer.answer-offer': channels,
  'customer.cancel-handoff': channels,
  'customer.submit-form': channels,
  'channel.record-delivery': channels,
  'channel.record-outside-reply': channels,

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
  'inbox.manage-own': serving,
  'conversation.read': [...reading, ...channels],
  'agent.read': [...reading, ...channels, ...runtimes],
  'workspace.read': reading,
  'metrics.read': reading,
  'audit.read': [...leading, 'auditor'],
  'audit.export': [...managing, 'auditor'],
  // The signature of a witness proves itself, whoever brings it.
  'audit.cosign': [...leading, 'auditor'],
  'api-key.read': [...managing, 'auditor'],

  // What is set.
  'agent.configure': managing,
  'agent.publish': managing,
  'workspace.configure': managing,
  'team.manage': managing,
  'member.manage': managing,
  'owner.manage': ['owner'],
  'api-key.manage': managing,
} as const satisfies Readonly<Record<string, readonly Column[]>>;

export type Action = keyof typeof table;

/** Every action, in the order of the table. */
export const actions = Object.keys(table) as Action[];

/** Whether a text is the name of an action. */
export function isAction(text: string): text is Action {
  return Object.hasOwn(table, text);
}

/** Whether the table allows it, and the key that the principal came with, where it came with one. */
export function can({ role, permissions }: Pick<Principal, 'role' | 'permissions'>, action: Action): boolean {
  return allowed(role, action) && (permissions?.includes(action) ?? true);
}

/** One cell of the table. */
export function allowed(column: Column, action: Action): boolean {
  return (table[action] as readonly Column[]).includes(column);
}

/** The table as documents show it, in Markdown. */
export function permissionsTable(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const mark = (action: Action) => columns.map((column) => (allowed(column, action) ? '●' : ''));
  return [
    line(['', ...columns.map((column) => column.replace('_', ' '))]),
    line(['---', ...columns.map(() => ':-:')]),
    ...actions.map((action) => line([`\`${action}\``, ...mark(action)])),
  ].join('\n');
}
