import {
  assume,
  claim,
  close,
  conversation,
  fireDeadline,
  fold,
  handOffToAgent,
  offerHandoff,
  receiveCustomerMessage,
  release,
  replyAsAgent,
  replyAsMember,
  returnToAI,
  type Conversation,
  type ConversationEvent,
  type DeadlineKind,
  type Decision,
  type DecisionContext,
  type Member,
  type ReceiveCustomerMessage,
  type StoredDetection,
} from '../src/index.js';
import { contextOf, eventsOf, idsOfCommand, type Scene } from './scene.js';

/** One thing that happens to a conversation. Who asks for it asks from what they have `seen`, which may no longer be the state. */
export type Step = (state: Conversation, context: DecisionContext, seen?: Conversation) => Decision<ConversationEvent>;

export interface History {
  readonly scene: Scene;
  readonly events: readonly ConversationEvent[];
  readonly state: Conversation;
  /** Seconds since the scene began. */
  readonly seconds: number;
}

/** What happened before: one step every ten seconds. */
export function history(scene: Scene, ...steps: readonly Step[]): History {
  let state = conversation.initial;
  const events: ConversationEvent[] = [];
  let seconds = 0;
  for (const step of steps) {
    // Ids tell the place in the history, so that two histories that begin alike have the same.
    const context = { ...contextOf(scene, seconds), newId: idsOfCommand(`step ${seconds / 10}`) };
    const more = eventsOf(step(state, context));
    events.push(...more);
    state = fold(conversation, more, state);
    seconds += 10;
  }
  return { scene, events, state, seconds };
}

export const nothingFound: StoredDetection = {
  explicitRequest: false,
  keyword: false,
  answer: 'other',
  satisfied: false,
  language: 'en',
  rule: null,
  detectorVersion: '1',
};

/** A message as a channel brings it. */
export function message(
  text: string,
  detection: Partial<StoredDetection> = {},
  more: Partial<ReceiveCustomerMessage> = {},
): ReceiveCustomerMessage {
  return {
    contactId: 'carla',
    channel: 'web',
    sequence: 1,
    identified: true,
    previousConversationId: null,
    channelMessageId: 'web-1',
    receivedAt: '',
    text,
    attachments: [],
    detection: { ...nothingFound, ...detection },
    evidence: null,
    ...more,
  };
}

/** The customer writes; the server receives it at the time of the decision. */
export function writes(
  text = 'Where is my parcel?',
  detection: Partial<StoredDetection> = {},
  more: Partial<ReceiveCustomerMessage> = {},
): Step {
  const request = message(text, detection, more);
  return (state, context) =>
    receiveCustomerMessage(
      state,
      { ...request, receivedAt: context.at, channelMessageId: more.channelMessageId ?? context.newId('channel') },
      context,
    );
}

export function asksForPerson(more: Partial<ReceiveCustomerMessage> = {}): Step {
  return writes('Get me a human', { explicitRequest: true, rule: 'person' }, more);
}

/** The turn the agent in control owes an answer to, with its epoch: what an AI runtime works on. */
export function lastTurn(state: Conversation) {
  return { agentId: state.agent?.id ?? '', epoch: state.epoch, turnId: state.turns.at(-1)?.turnId ?? '' };
}

export function agentAnswers(text = 'It is on its way.'): Step {
  return (state, context, seen = state) => replyAsAgent(state, { ...lastTurn(seen), text, attachments: [] }, context);
}

export function agentOffers(): Step {
  return (state, context, seen = state) => offerHandoff(state, { ...lastTurn(seen), reasonCode: 'stuck' }, context);
}

export function agentHandsTo(toAgentId: string): Step {
  return (state, context, seen = state) => {
    const { agentId, epoch } = lastTurn(seen);
    return handOffToAgent(state, { by: { kind: 'agent', agentId, epoch }, toAgentId }, context);
  };
}

export const claims =
  (member: Member): Step =>
  (state, context) =>
    claim(state, { member }, context);

export const assumes =
  (member: Member): Step =>
  (state, context) =>
    assume(state, { member }, context);

export const answers =
  (member: Member, text = 'I will look.'): Step =>
  (state, context) =>
    replyAsMember(state, { member, text, attachments: [] }, context);

export const releases =
  (member: Member): Step =>
  (state, context) =>
    release(state, { member }, context);

export const returns =
  (member: Member, agentId?: string): Step =>
  (state, context) =>
    returnToAI(state, { member, confirmed: true, ...(agentId === undefined ? {} : { agentId }) }, context);

export const closes =
  (member: Member): Step =>
  (state, context) =>
    close(state, { by: { kind: 'member', member } }, context);

/** The armed deadline of a kind rings at its time. */
export const rings =
  (kind: DeadlineKind): Step =>
  (state, context, seen = state) => {
    const deadline = seen.deadlines[kind];
    if (deadline === undefined) throw new Error(`no ${kind} deadline is armed`);
    return fireDeadline(state, deadline, { ...context, at: deadline.dueAt });
  };
