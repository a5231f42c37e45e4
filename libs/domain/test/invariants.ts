import {
  conversation,
  isControlEvent,
  isLedgerEvent,
  isWithAi,
  type Conversation,
  type ConversationEvent,
} from '../src/index.js';

/**
 * Checks the invariants of a conversation that can be seen in one decision: `before`, the events, and the states between them. Answers
 * with what is broken, each by the number it has in the README; nothing where all hold.
 */
export function broken(before: Conversation, events: readonly ConversationEvent[]): readonly string[] {
  const found: string[] = [];
  let state = before;
  for (const event of events) {
    const next = conversation.evolve(state, event);
    const say = (rule: string) => found.push(`${rule} (${event.type}, ${state.status} -> ${next.status})`);
    oneHandler(state, event, next, say);
    oneStretch(state, event, next, say);
    closedIsTerminal(state, next, say);
    deadlinesInTime(state, event, next, say);
    rightAuthor(state, event, say);
    oneForm(state, event, say);
    state = next;
  }
  found.push(...explicitRequestWins(before, events, state), ...unwatchedTurns(state));
  return found;
}

type Say = (rule: string) => void;

/** 1: at most one handler, as the state says; the epoch rises with every move of control, and with nothing else. */
function oneHandler(state: Conversation, event: ConversationEvent, next: Conversation, say: Say): void {
  const { status, agent, assignee, handoff } = next;
  const last = event.type === 'ConversationStarted' && agent === null;
  const expected = {
    none: [false, false, false],
    ai: [!last, false, false],
    handoff_offered: [true, false, false],
    waiting: [false, false, true],
    human: [false, true, true],
    closed: [false, false, false],
  }[status];
  const actual = [agent !== null, assignee !== null, handoff !== null];
  if (actual.join() !== expected.join()) say(`1: handlers are ${actual.join()}`);
  if ((next.offer !== null) !== (status === 'handoff_offered')) say('1: an offer is open in the wrong state');

  if (next.epoch - state.epoch !== (isControlEvent(event.type) ? 1 : 0)) say('1: the epoch');
  if (next.entries - state.entries !== (isLedgerEvent(event.type) ? 1 : 0)) say('1: the entry');
  const group = (one: Conversation) => (isWithAi(one) ? 'ai' : one.status);
  const handlerOf = (one: Conversation) => one.agent?.id ?? one.assignee?.id;
  const moved = group(state) !== group(next) || handlerOf(state) !== handlerOf(next);
  if (moved && next.epoch === state.epoch) say('1: control moved and the epoch did not');
  if (event.type === 'AgentReplied' && event.data.epoch !== state.epoch) say('1: an old reply was stored');
}

/** 2: stretches begin and end once; a wait has one claim. */
function oneStretch(state: Conversation, event: ConversationEvent, next: Conversation, say: Say): void {
  const open = state.handoff;
  switch (event.type) {
    case 'HandoffRequested':
      if (open !== null) say('2: a stretch began in a stretch');
      if (event.data.number !== state.handoffs + 1) say('2: the number');
      break;
    case 'ReturnedToAI':
      if (open?.handoffId !== event.data.endsHandoffId) say('2: a return ended no stretch');
      if (event.data.number !== state.handoffs + 1) say('2: the number');
      break;
    case 'ConversationClosed':
      if ((open?.handoffId ?? null) !== event.data.handoffId) say('2: a close named another stretch');
      break;
    case 'Claimed':
      if (state.status !== 'waiting') say('2: claimed what did not wait');
      if (open?.handoffId !== event.data.handoffId || open.number !== event.data.number) say('2: another stretch');
      break;
    case 'Assigned':
    case 'Assumed':
    case 'Transferred':
    case 'Released':
      if (open?.handoffId !== event.data.handoffId || open.number !== event.data.number) say('2: another stretch');
      break;
    default:
      if (open !== null && next.handoff?.handoffId !== open.handoffId) say('2: a stretch ended without a word');
  }
}

/** 3: who is identified and asks for a person while the AI has the conversation waits for one afterwards. */
function explicitRequestWins(
  before: Conversation,
  events: readonly ConversationEvent[],
  after: Conversation,
): string[] {
  let state = before;
  for (const event of events) {
    const asked = event.type === 'CustomerMessageReceived' && event.data.detection.explicitRequest;
    if (asked && isWithAi(state) && state.identified && state.environment !== 'test' && after.status !== 'waiting')
      return [`3: asked for a person, and it is ${after.status}`];
    state = conversation.evolve(state, event);
  }
  return [];
}

/** 4: closed is terminal. */
function closedIsTerminal(state: Conversation, next: Conversation, say: Say): void {
  if (state.status === 'closed' && (next.status !== 'closed' || next.epoch !== state.epoch)) say('4: closed moved');
}

const mayBeArmed: Readonly<Record<Conversation['status'], readonly string[]>> = {
  none: [],
  ai: ['agent_turn'],
  handoff_offered: ['agent_turn', 'offer'],
  waiting: ['unclaimed', 'idle'],
  human: ['idle', 'first_response', 'next_response'],
  closed: [],
};

/** 5: a deadline fires when it is the armed one and due; generations only grow; nothing stays armed where it has no meaning. */
function deadlinesInTime(state: Conversation, event: ConversationEvent, next: Conversation, say: Say): void {
  if (event.type === 'TimedOut') {
    const { kind, generation, dueAt } = event.data;
    if (state.deadlines[kind]?.generation !== generation || dueAt > event.at) say(`5: ${kind} fired`);
    if (next.deadlines[kind]?.generation === generation) say(`5: ${kind} would fire again`);
  }
  if (next.generation < state.generation) say('5: the generation fell');
  for (const kind of Object.keys(next.deadlines))
    if (!mayBeArmed[next.status].includes(kind)) say(`5: ${kind} is armed`);
}

/** 5: a turn that is owed has its deadline, and no other has; in a test chat one that failed is noted and no more. */
function unwatchedTurns({ turns, deadlines, environment }: Conversation): string[] {
  const owed = turns.some(({ answered }) => !answered);
  const watched = deadlines.agent_turn !== undefined;
  if (owed === watched || (owed && environment === 'test')) return [];
  return [`5: a turn is ${owed ? 'owed' : 'answered'} and ${watched ? '' : 'not '}watched`];
}

/** 6: members' messages from the assignee, the AI's from the agent in control. */
function rightAuthor(state: Conversation, event: ConversationEvent, say: Say): void {
  if (event.type === 'MemberReplied' && event.data.member.id !== state.assignee?.id) say('6: a member wrote');
  if (event.type === 'AgentReplied' && event.data.agent.id !== state.agent?.id) say('6: an agent wrote');
}

/** 7: one form per handoff, and none while somebody is assigned. */
function oneForm(state: Conversation, event: ConversationEvent, say: Say): void {
  if (event.type !== 'ContactFormRequested') return;
  if (state.handoff?.formRequested !== false) say('7: a second form');
  if (state.assignee !== null) say('7: a form beside an assignee');
}
