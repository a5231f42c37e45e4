import { activeVersion, settingsOf } from '../agent/state.js';
import { defaultAgentOf, type Member } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import type { AgentParty, DecidedBy, MemberParty, Party } from './parts.js';
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

export function byMember({ id, name }: Pick<MemberParty, 'id' | 'name'>): DecidedBy {
  return { kind: 'member', id, name };
}

/** The agent that speaks for itself: the one in control. */
export function byAgent({ agent }: Conversation, id: string): DecidedBy {
  return { kind: 'agent_rule', id, ...(agent?.id === id ? { name: agent.name } : {}) };
}

export function byCustomer(state: Conversation): DecidedBy {
  return { kind: 'customer', id: state.contactId };
}
