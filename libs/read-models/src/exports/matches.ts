import type { ExportFilter } from '#domain';

/** What of a leaf a filter looks at. */
interface Read {
  readonly type: string;
  readonly stream: string;
  readonly at: string;
  readonly from?: { readonly kind: string; readonly id?: string };
  readonly to?: { readonly kind: string; readonly id?: string };
  readonly by?: { readonly kind: string; readonly id?: string };
  readonly decidedBy?: { readonly kind: string; readonly id: string };
  readonly trigger?: string;
  readonly reasonCode?: string;
  readonly details?: { readonly trace?: { readonly agentId?: string } };
}

const directions: Readonly<Record<string, string>> = {
  HandoffRequested: 'to_people',
  ReturnedToAI: 'to_ai',
  HandedOffToAgent: 'agent_to_agent',
};

/** Whether an entry is shown under a filter. Pure, so that the same question always gives the same file. */
export function matches(filter: ExportFilter, leaf: Read): boolean {
  const { conversationId, agentId, memberId, reasonCode, trigger, decidedBy, direction, from, until } = filter;
  const involves = (kind: string, id: string) =>
    [leaf.from, leaf.to, leaf.by, leaf.decidedBy].some((party) => party?.kind === kind && party.id === id);
  return (
    (conversationId === undefined || leaf.stream === `conversation-${conversationId}`) &&
    (agentId === undefined || involves('ai_agent', agentId) || leaf.details?.trace?.agentId === agentId) &&
    (memberId === undefined || involves('member', memberId)) &&
    (reasonCode === undefined || leaf.reasonCode === reasonCode) &&
    (trigger === undefined || leaf.trigger === trigger) &&
    (decidedBy === undefined || leaf.decidedBy?.kind === decidedBy) &&
    (direction === undefined || directions[leaf.type] === direction) &&
    (from === undefined || leaf.at >= from) &&
    (until === undefined || leaf.at < until)
  );
}

/** Whether the filter shows everything. */
export function showsAll(filter: ExportFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}
