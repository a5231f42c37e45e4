import type { Aggregate, FieldsLookedAt } from '../kernel.js';
import type { ConversationEvent, ConversationEventMap } from './events.js';
import {
  afreshCounters,
  assigned,
  backInQueue,
  handedToPeople,
  returnedToAi,
  turnsOf,
  withoutHandler,
} from './evolve-control.js';
import type { Deadline, DeadlineChange, DeadlineKind } from './parts.js';
import { deliveryFact, initialConversation, noticeFact, type Conversation } from './state.js';

type Data<Type extends keyof ConversationEventMap> = ConversationEventMap[Type];

function evolve(state: Conversation, event: ConversationEvent): Conversation {
  const next = remembered(apply(state, event));
  const { epoch, entry, deadlines } = event.data as { epoch?: number; entry?: number; deadlines?: DeadlineChange };
  if (entry === undefined && deadlines === undefined) return next;
  return {
    ...next,
    // Every event that counts in the ledger and has an epoch is one that moved control.
    ...(entry === undefined ? {} : { entries: entry, epoch: epoch ?? next.epoch }),
    ...(deadlines === undefined ? {} : armed(next, deadlines)),
  };
}

/** An agent that had control once may still tell what it did then; another one has nothing to say here. */
function remembered(state: Conversation): Conversation {
  const { agent, agentIds } = state;
  return agent === null || agentIds.includes(agent.id) ? state : { ...state, agentIds: [...agentIds, agent.id] };
}

function apply(state: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case 'ConversationStarted':
      return started(state, event.data, event.at);
    case 'CustomerMessageReceived':
      return customerWrote(state, event.data, event.at);
    case 'AgentReplied':
      return agentReplied(state, event.data, event.at);
    case 'AgentReplyFenced':
      return { ...state, fencedTurns: lastFew([...state.fencedTurns, event.data.turnId]) };
    case 'AgentActionRecorded':
      return { ...state, actionIds: [...state.actionIds, event.data.actionId] };
    case 'TurnAssessed': {
      const { turnId, counters } = event.data;
      return {
        ...state,
        failures: counters['failures'] ?? state.failures,
        sentimentRun: counters['sentimentRun'] ?? state.sentimentRun,
        assessedTurns: lastFew([...state.assessedTurns, turnId]),
      };
    }
    case 'HandoffOffered': {
      const { deadlines: _, decidedBy: __, ...offer } = event.data;
      return { ...state, status: 'handoff_offered', offer };
    }
    case 'HandoffOfferAccepted':
    case 'HandoffOfferDeclined':
    case 'HandoffOfferLapsed':
      // Counted afresh, so that a customer who wants no person is not asked again at the next failure.
      return { ...state, ...afreshCounters, status: 'ai', offer: null, endedOfferId: event.data.offerId };
    case 'HandoffRequested':
      return handedToPeople(state, event.data, event.at);
    case 'Claimed':
    case 'Assigned':
    case 'Assumed':
      return assigned(state, event.data, event.at);
    case 'Transferred':
      return event.data.to.kind === 'member'
        ? assigned(state, event.data, event.at)
        : backInQueue(state, event.data, event.at);
    case 'Released':
      return backInQueue(state, event.data, event.at);
    case 'ReturnedToAI':
      return returnedToAi(state, event.data, event.at);
    case 'HandedOffToAgent': {
      const { to, number, turn } = event.data;
      if (to.kind !== 'ai_agent') return state;
      const passed = { agent: to, handoffs: number, turns: turnsOf(turn, event.at) };
      return { ...state, ...passed, ...afreshCounters, agentHandoffs: state.agentHandoffs + 1 };
    }
    case 'MemberReplied': {
      const { messageId, clientMessageId } = event.data;
      const ids = clientMessageId === null ? [messageId] : [messageId, clientMessageId];
      return sent(spoken(state, messageId, event.at), ids);
    }
    case 'ExternalReplyObserved':
      return sent(spoken(state, event.data.messageId, event.at), [event.data.messageId, event.data.clientMessageId]);
    case 'ContactFormRequested':
      return state.handoff === null ? state : { ...state, handoff: { ...state.handoff, formRequested: true } };
    case 'FallbackTeamSet':
      return state.handoff === null ? state : { ...state, handoff: { ...state.handoff, teamId: event.data.teamId } };
    case 'ContactFormSubmitted':
      return { ...state, formIds: [...state.formIds, event.data.formId ?? event.data.followUpId] };
    case 'ConversationClosed':
      return { ...withoutHandler(state), status: 'closed', handoff: null, customerAsked: false, deadlines: {} };
    case 'NoticeSent':
      return { ...state, toldFacts: [...state.toldFacts, noticeFact(event.data)] };
    case 'DeliveryRecorded': {
      const { channelMessageId } = event.data;
      const told = { ...state, toldFacts: [...state.toldFacts, deliveryFact(event.data)] };
      return channelMessageId === undefined ? told : sent(told, [channelMessageId]);
    }
    case 'TimedOut':
    case 'HandoffRefused':
    case 'Renotified':
    case 'OffHoursNoted':
      return state;
    default:
      return state;
  }
}

function started(state: Conversation, data: Data<'ConversationStarted'>, at: string): Conversation {
  const { contactId, channel, sequence, environment, identified, agent } = data;
  return { ...state, status: 'ai', contactId, channel, sequence, environment, identified, agent, lastActivityAt: at };
}

function customerWrote(state: Conversation, data: Data<'CustomerMessageReceived'>, at: string): Conversation {
  const { messageId, channelMessageId, detection, turn } = data;
  const known = spoken(state, messageId, at);
  return {
    ...known,
    lastCustomerMessageId: messageId,
    seenMessageIds: [...state.seenMessageIds, channelMessageId],
    customerAsked: state.customerAsked || detection.explicitRequest,
    customerWroteAfterAgent: state.customerWroteAfterAgent || state.lastAgentReplyAt !== null,
    agent: turn && state.agent ? { ...state.agent, version: turn.agentVersion } : state.agent,
    turns: turn ? lastFew([...state.turns, ...turnsOf(turn, at, messageId)]) : state.turns,
  };
}

function agentReplied(state: Conversation, data: Data<'AgentReplied'>, at: string): Conversation {
  const { messageId, turnId } = data;
  // An answer covers the turns before it too: a person who wrote three lines gets one reply.
  const upTo = state.turns.findIndex((turn) => turn.turnId === turnId);
  return {
    ...sent(spoken(state, messageId, at), [messageId]),
    returned: null,
    lastAgentReplyAt: at,
    turns: state.turns.map((turn, i) => (i <= upTo ? { ...turn, answered: true } : turn)),
  };
}

/** A message stands in the transcript. */
function spoken(state: Conversation, messageId: string, at: string): Conversation {
  return {
    ...state,
    messages: state.messages + 1,
    firstMessageId: state.firstMessageId ?? messageId,
    lastMessageId: messageId,
    lastActivityAt: at,
  };
}

function sent(state: Conversation, ids: readonly string[]): Conversation {
  return { ...state, sentMessageIds: [...state.sentMessageIds, ...ids] };
}

function armed(state: Conversation, change: DeadlineChange): Pick<Conversation, 'deadlines' | 'generation'> {
  const deadlines: Partial<Record<DeadlineKind, Deadline>> = { ...state.deadlines };
  for (const kind of change.cancelled) delete deadlines[kind];
  let generation = state.generation;
  for (const deadline of change.armed) {
    deadlines[deadline.kind] = deadline;
    generation = Math.max(generation, deadline.generation);
  }
  return { deadlines, generation };
}

function lastFew<T>(list: readonly T[]): readonly T[] {
  return list.length <= 50 ? list : list.slice(-50);
}

const receiver = ['to.name'];
const decider = ['decidedBy.name'];

/**
 * Who has it and who turned it over is told by name, and an open offer holds what the handoff will say. What people wrote is no part of
 * the state.
 */
const looksAt: FieldsLookedAt = {
  ...{ HandoffOffered: ['reasonText', 'context'], HandoffRequested: decider, ReturnedToAI: decider },
  ...{ Claimed: receiver, Assigned: receiver, Assumed: receiver, Transferred: receiver },
};

/** How `conversation-{id}` streams are folded. */
export const conversation: Aggregate<Conversation, ConversationEvent> = {
  category: 'conversation',
  initial: initialConversation,
  evolve,
  contactOf: (state) => (state.contactId === '' ? undefined : state.contactId),
  looksAt,
};
