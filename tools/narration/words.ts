import type { ContextPackage, DecidedBy, Evidence, Trace, Trigger } from '#domain';

/** What fired, as a person would say it. */
const triggers: Readonly<Record<Trigger, string>> = {
  explicit_request: 'the customer asked for a person',
  keyword: 'a keyword was found',
  sentiment: 'the mood stayed bad',
  failed_responses: 'answers failed in a row',
  offer_accepted: 'the customer accepted the offer',
  agent_decision: 'the agent chose to',
  agent_unavailable: 'the agent is not active',
  agent_failure: 'the agent did not answer in time',
  loop_limit: 'agents passed it on too often',
  contact_preference: 'this contact goes to people first',
  human_only_elsewhere: 'people have another conversation of this contact',
  member_takeover: 'a member took over',
  member_unassigned_agent: 'a member stopped the agent',
  member_switched_to_human: 'a member switched to people',
  outside_reply: 'somebody answered in another app',
  claim: 'claimed from the queue',
  assignment: 'assigned',
  transfer: 'passed on',
  release: 'put back into the queue',
  transfer_to_ai: 'given to an agent',
  return_to_ai: 'given back to AI',
  agent_to_agent: 'one agent passed it to another',
  customer_cancelled: 'the customer no longer wants to wait',
  deadline: 'a deadline passed',
};

/** A trigger this program does not know is told by its name. */
export function triggerWords(trigger: string): string {
  return (triggers as Readonly<Record<string, string>>)[trigger] ?? trigger.replaceAll('_', ' ');
}

/** Looks up what a member or an agent is called; undefined where nobody said. */
export type NameOf = (id: string) => string | undefined;

/** Who decided. */
export function deciderWords({ kind, id }: { readonly kind: string; readonly id: string }, nameOf: NameOf): string {
  switch (kind as DecidedBy['kind']) {
    case 'customer':
      return 'the customer';
    case 'system':
      return 'the platform';
    case 'agent_rule':
      return `the rules of ${nameOf(id) ?? id}`;
    case 'member':
      return nameOf(id) ?? `member ${id}`;
    default:
      return `${kind} ${id}`;
  }
}

/** What the receiver was given. */
export function contextWords(context: ContextPackage | null | undefined): string | undefined {
  const { summary, variables = {}, note, attachments = [], transcript } = context ?? {};
  const named = Object.entries(variables).map(([name, value]) => `${name} ${value}`);
  const parts = [
    ...(summary === undefined ? [] : [`"${summary}"`]),
    ...(named.length === 0 ? [] : [named.join(', ')]),
    ...(note === undefined ? [] : [`note "${note}"`]),
    ...(attachments.length === 0 ? [] : [counted(attachments.length, 'attachment')]),
    ...(transcript === undefined
      ? []
      : [transcript.messages === 1 ? 'one message' : `the last ${transcript.messages} messages`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** What a trigger saw: the words, and the counters beside what they were held against. */
export function evidenceWords(
  evidence: Evidence | null | undefined,
  trace: Trace | null | undefined,
): string | undefined {
  const { counters = {}, thresholds = {} } = trace ?? {};
  const seen = [
    ...(evidence?.matched ? [`"${evidence.matched}"`] : []),
    ...(evidence?.keywords ?? []).map((keyword) => `"${keyword}"`),
    ...Object.entries(counters)
      .filter(([name]) => thresholds[name] !== undefined)
      .map(([name, count]) => `${named(name)} ${count} of ${thresholds[name]}`),
  ];
  return seen.length === 0 ? undefined : seen.join(', ');
}

/** camelCase as words. */
function named(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
