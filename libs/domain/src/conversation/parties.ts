import { activeVersion, settingsOf } from '../agent/state.js';
import { checkText } from '../limits.js';
import { refuse } from '../refusals.js';
import { defaultAgentOf, type Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import type { AgentParty, ContextPackage, DecidedBy, MemberParty, Party } from './parts.js';
import type { Conversation } from './state.js';

/** One agent in one version, by the name it has there. */
export function agentParty(id: string, version: number, context: DecisionContext): AgentParty {
  const agent = context.agent(id);
  const name = settingsOf(agent, version)?.name ?? agent?.name ?? id;
  return { kind: 'ai_agent', id, name, version };
}

/** The agent as it would answer in this conversation now; `null` when it is not active there. */
export function activeAgent(state: Conversation, id: string | null, context: DecisionContext): AgentParty | null {
  const version = id === null ? null : activeVersion(context.agent(id), state.environment);
  return id === null || version === null ? null : agentParty(id, version, context);
}

/** Who takes over when nobody says which agent: the one that handed off, else the channel's default; `null`: none is active. */
export function agentToReturnTo(state: Conversation, context: DecisionContext): AgentParty | null {
  return (
    activeAgent(state, state.lastAgent?.id ?? null, context) ??
    activeAgent(state, defaultAgentOf(context.workspace, state.channel), context)
  );
}

export function memberParty({ id, name }: Pick<Member, 'id' | 'name'>): MemberParty {
  return { kind: 'member', id, name };
}

/** The shared queue, or that of one team. */
export function queueParty(teamId: string | null, context: DecisionContext): Party {
  const name = teamId === null ? null : (context.workspace.teams[teamId]?.name ?? null);
  return { kind: 'queue', id: teamId, name };
}

/** Who has the conversation now. */
export function handler(state: Conversation, context: DecisionContext): Party {
  if (state.agent !== null) return state.agent;
  if (state.assignee !== null) return { kind: 'member', id: state.assignee.id, name: state.assignee.name };
  if (state.handoff !== null) return queueParty(state.handoff.teamId, context);
  return { kind: 'channel', id: state.channel, name: null };
}

export const bySystem: DecidedBy = { kind: 'system', id: 'handoff' };

export function byMember({ id }: Pick<Member, 'id'>): DecidedBy {
  return { kind: 'member', id };
}

export function byCustomer(state: Conversation): DecidedBy {
  return { kind: 'customer', id: state.contactId };
}

/** What a request may say about why, and what the receiver should know. */
export interface Reason {
  /** One of the workspace's codes; `unspecified` when left out. */
  readonly reasonCode?: string;
  /** At most 16 KiB. */
  readonly reasonText?: string;
  readonly context?: ContextPackage;
}

/**
 * The fields of a reason as events carry them. The receiver always gets the transcript so far; the rest is a copy of what was said.
 * @throws Rejected `unknown_reason_code`, `text_too_long`
 */
export function reasonOf(
  state: Conversation,
  { reasonCode = 'unspecified', reasonText, context }: Reason,
  codes: readonly string[],
): { readonly reasonCode: string; readonly reasonText?: string; readonly context?: ContextPackage } {
  if (!codes.includes(reasonCode)) throw refuse('unknown_reason_code', { reasonCode, allowed: codes });
  checkText('reasonText', reasonText);
  if (context !== undefined) checkText('context', JSON.stringify(context));
  const passed = { ...transcript(state), ...context };
  return {
    reasonCode,
    ...(reasonText === undefined ? {} : { reasonText }),
    ...(Object.keys(passed).length === 0 ? {} : { context: passed }),
  };
}

function transcript({ firstMessageId, lastMessageId, messages }: Conversation): Pick<ContextPackage, 'transcript'> {
  return firstMessageId === null || lastMessageId === null
    ? {}
    : { transcript: { from: firstMessageId, to: lastMessageId, messages } };
}
