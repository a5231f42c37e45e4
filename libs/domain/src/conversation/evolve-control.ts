import type { ConversationEventMap } from './events.js';
import type { Control, Turn } from './parts.js';
import type { Conversation, OwedTurn } from './state.js';

/*
 * What becomes of the state when control or responsibility moves.
 */

type Data<Type extends keyof ConversationEventMap> = ConversationEventMap[Type];

/** Counters of the triggers begin anew with whoever has control. */
export const afreshCounters = { failures: 0, sentimentRun: 0 };

export function handedToPeople(state: Conversation, data: Data<'HandoffRequested'>, at: string): Conversation {
  const { handoffId, number, queuedAt, priority, teamId, trigger, reasonCode, trace, customerAsked, from } = data;
  return {
    ...withoutHandler(state),
    ...mode(data, at),
    status: 'waiting',
    handoffs: number,
    handoff: {
      handoffId,
      number,
      queuedAt,
      priority,
      teamId,
      trigger,
      reasonCode,
      policyVersion: trace.policyVersion,
      waitingSince: at,
      formRequested: false,
      assigned: false,
    },
    returned: null,
    customerAsked: state.customerAsked || customerAsked,
    lastAgent: from.kind === 'ai_agent' ? from : state.lastAgent,
    agentHandoffs: 0,
  };
}

export function assigned(state: Conversation, { to }: Control, at: string): Conversation {
  if (to.kind !== 'member' || state.handoff === null) return state;
  return {
    ...state,
    status: 'human',
    assignee: { id: to.id, name: to.name, since: at },
    lastAssignee: state.assignee ?? state.lastAssignee,
    handoff: { ...state.handoff, assigned: true },
  };
}

export function backInQueue(state: Conversation, { to }: Control, at: string): Conversation {
  if (to.kind !== 'queue' || state.handoff === null) return state;
  const handoff = { ...state.handoff, teamId: to.id, waitingSince: at };
  return { ...state, status: 'waiting', assignee: null, lastAssignee: state.assignee ?? state.lastAssignee, handoff };
}

export function returnedToAi(state: Conversation, data: Data<'ReturnedToAI'>, at: string): Conversation {
  const { to, number, turn } = data;
  if (to.kind !== 'ai_agent' || state.handoff === null) return state;
  const { queuedAt, teamId } = state.handoff;
  const lastAssignee = state.assignee ?? state.lastAssignee;
  return {
    ...withoutHandler(state),
    ...mode(data, at),
    ...afreshCounters,
    status: 'ai',
    handoffs: number,
    handoff: null,
    agent: to,
    returned: { queuedAt, teamId, lastAssigneeId: state.assignee?.id ?? null },
    lastAssignee,
    customerAsked: false,
    turns: turnsOf(turn, at),
  };
}

/** Takes control from whoever has it, and what belongs to that control with it. */
export function withoutHandler(state: Conversation): Conversation {
  const lastAssignee = state.assignee ?? state.lastAssignee;
  return { ...state, ...afreshCounters, agent: null, assignee: null, lastAssignee, offer: null, turns: [] };
}

function mode(data: Control, at: string): Pick<Conversation, 'modeChange'> {
  const { trigger, reasonCode, decidedBy } = data;
  return { modeChange: { at, trigger, reasonCode, decidedBy } };
}

export function turnsOf(turn: Turn | undefined, openedAt: string, messageId: string | null = null): OwedTurn[] {
  if (turn === undefined) return [];
  const { turnId, agentVersion } = turn;
  return [{ turnId, messageId, agentVersion, openedAt, answered: false }];
}
