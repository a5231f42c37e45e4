import fc from 'fast-check';
import {
  answerOffer,
  assessTurn,
  assign,
  assume,
  cancelHandoff,
  claim,
  close,
  fireDeadline,
  handOffToAgent,
  offerHandoff,
  plusSeconds,
  receiveCustomerMessage,
  receiveOutsideReply,
  recordAgentAction,
  recordDelivery,
  recordNotice,
  release,
  replyAsAgent,
  replyAsMember,
  requestHandoff,
  returnToAI,
  startConversation,
  submitContactForm,
  sweepRemovedMember,
  switchToHuman,
  transfer,
  transferToAI,
  unassignAgent,
  type Conversation,
  type ConversationEvent,
  type DeadlineKind,
  type Decision,
  type DecisionContext,
} from '../src/index.js';
import { olga, omar, sue } from './scene.js';
import { nothingFound } from './steps.js';

/** Three numbers that a command reads as it likes: who, what, and how. */
export interface Choice {
  readonly who: number;
  readonly what: number;
  readonly how: number;
}

/** A request is made from what its sender has `seen`, and decided on the state there is. */
type Command = (
  state: Conversation,
  context: DecisionContext,
  choice: Choice,
  seen: Conversation,
) => Decision<ConversationEvent>;

function pick<T>(from: readonly T[], n: number): T {
  return from[n % from.length]!;
}

const members = [olga, omar, sue];
const agentIds = ['front', 'billing', 'draft'];
const kinds: readonly DeadlineKind[] = ['unclaimed', 'idle', 'first_response', 'next_response', 'offer', 'agent_turn'];

function receive(detection: Partial<typeof nothingFound>): Command {
  return (state, context, { who, what, how }) =>
    receiveCustomerMessage(
      state,
      {
        contactId: 'carla',
        channel: 'web',
        sequence: 1,
        // Fixed by the first message of a sequence.
        identified: how < 14,
        test: how === 6,
        previousConversationId: null,
        // Sometimes an id that may have come before.
        channelMessageId: who === 0 ? `old-${what}` : context.newId('channel'),
        receivedAt: context.at,
        text: 'text',
        attachments: [],
        detection: { ...nothingFound, ...detection },
        evidence: null,
      },
      context,
    );
}

/** What an AI runtime says it works on: mostly the truth, sometimes what was true before. */
function work(state: Conversation, { who, how }: Choice) {
  return {
    agentId: how === 0 ? pick(agentIds, who) : (state.agent?.id ?? state.lastAgent?.id ?? 'front'),
    epoch: state.epoch - (how === 1 ? 1 : 0),
    turnId: pick([...state.turns.map(({ turnId }) => turnId), 'unknown'], how === 2 ? state.turns.length : who),
  };
}

const detail = { text: 'text', attachments: [] };

/** Every command on a conversation. */
export const commands: Readonly<Record<string, Command>> = {
  start: (state, context) =>
    startConversation(
      state,
      { contactId: 'carla', channel: 'web', sequence: 1, identified: true, previousConversationId: null },
      context,
    ),
  write: receive({}),
  askForPerson: receive({ explicitRequest: true }),
  sayKeyword: receive({ keyword: true }),
  sayYes: receive({ answer: 'yes' }),
  sayNo: receive({ answer: 'no' }),
  agentReplies: (state, context, choice, seen) => replyAsAgent(state, { ...work(seen, choice), ...detail }, context),
  agentActs: (state, context, choice, seen) =>
    recordAgentAction(
      state,
      { ...work(seen, choice), actionId: context.newId('action'), name: 'look_up', arguments: {}, result: {} },
      context,
    ),
  assess: (state, context, choice, seen) =>
    assessTurn(state, { ...work(seen, choice), sentiment: choice.what / 2 - 1, answered: choice.what > 2 }, context),
  offer: (state, context, choice, seen) => offerHandoff(state, work(seen, choice), context),
  answerOffer: (state, context, { what, how }, seen) =>
    answerOffer(
      state,
      { offerId: seen.offer?.offerId ?? seen.endedOfferId ?? 'none', answer: (what + how) % 2 === 0 ? 'yes' : 'no' },
      context,
    ),
  agentAsks: (state, context, choice, seen) =>
    requestHandoff(state, { by: { kind: 'agent', ...work(seen, choice) } }, context),
  customerAsks: (state, context) => requestHandoff(state, { by: { kind: 'customer' } }, context),
  systemAsks: (state, context) => requestHandoff(state, { by: { kind: 'system', trigger: 'agent_failure' } }, context),
  unassignAgent: (state, context, { who }) => unassignAgent(state, { member: pick(members, who) }, context),
  switchToHuman: (state, context, { who }) => switchToHuman(state, { member: pick(members, who) }, context),
  claim: (state, context, { who }) => claim(state, { member: pick(members, who) }, context),
  assign: (state, context, { who, what }) =>
    assign(state, { member: pick(members, who), to: pick(members, what).id }, context),
  assume: (state, context, { who }) => assume(state, { member: pick(members, who) }, context),
  memberReplies: (state, context, { who, how }, seen) => {
    const member = how === 0 ? pick(members, who) : (members.find(({ id }) => id === seen.assignee?.id) ?? olga);
    return replyAsMember(state, { member, ...detail }, context);
  },
  replyOutside: (state, context, { who, what }, seen) =>
    receiveOutsideReply(
      state,
      {
        channelMessageId: who === 0 ? (seen.sentMessageIds[0] ?? 'echo') : context.newId('outside'),
        memberId: pick([...members.map(({ id }) => id), null, 'stranger'], what),
        ...detail,
      },
      context,
    ),
  transfer: (state, context, { who, what }) =>
    transfer(
      state,
      {
        member: pick(members, who),
        to: what === 0 ? { teamId: 'billing' } : { memberId: pick(members, what).id },
      },
      context,
    ),
  release: (state, context, { who }) => release(state, { member: pick(members, who) }, context),
  sweep: (state, context, { who }) => sweepRemovedMember(state, { memberId: pick(members, who).id }, context),
  transferToAI: (state, context, { who, what, how }) =>
    transferToAI(state, { member: pick(members, who), agentId: pick(agentIds, what), confirmed: how > 0 }, context),
  returnToAI: (state, context, { who, how }) =>
    returnToAI(state, { member: pick(members, who), confirmed: how > 0 }, context),
  cancel: (state, context) => cancelHandoff(state, {}, context),
  handOff: (state, context, choice, seen) => {
    const { agentId, epoch } = work(seen, choice);
    const member = pick(members, choice.who);
    return handOffToAgent(
      state,
      {
        by: choice.how === 3 ? { kind: 'member', member } : { kind: 'agent', agentId, epoch },
        toAgentId: pick(agentIds, choice.what),
      },
      context,
    );
  },
  ring: (state, context, { what, how }, seen) => {
    const kind = pick(Object.keys(seen.deadlines) as DeadlineKind[], what) ?? pick(kinds, what);
    const generation = (seen.deadlines[kind]?.generation ?? 1) - (how === 0 ? 1 : 0);
    const dueAt = seen.deadlines[kind]?.dueAt ?? context.at;
    // Mostly in time, or late; sometimes early.
    const at = how === 1 || dueAt < context.at ? context.at : plusSeconds(dueAt, 0);
    return fireDeadline(state, { kind, generation }, { ...context, at });
  },
  submitForm: (state, context, { what }) =>
    submitContactForm(state, { formId: what === 0 ? null : `form-${what}`, details: { phone: '030 1234' } }, context),
  memberCloses: (state, context, { who }) =>
    close(state, { by: { kind: 'member', member: pick(members, who) } }, context),
  agentCloses: (state, context, choice, seen) =>
    close(
      state,
      { by: { kind: 'agent', ...work(seen, choice), lastMessageSeen: seen.lastCustomerMessageId ?? '' } },
      context,
    ),
  notice: (state, context, { what }) =>
    recordNotice(state, { noticeId: `notice-${what}`, kind: 'handoff', causedBy: 'event' }, context),
  delivery: (state, context, { what }, seen) =>
    recordDelivery(
      state,
      {
        messageId: pick([...seen.sentMessageIds, 'other'], what),
        status: 'delivered',
        channelMessageId: `web-${what}`,
      },
      context,
    ),
};

/** One command of a sequence, and how long after the one before. */
export interface Move {
  readonly command: string;
  readonly choice: Choice;
  readonly after: number;
  /** Which of the scenes decides it: settings change while conversations run. */
  readonly scene: number;
}

/** What happens often in life happens often here; closing is rare, so that sequences get somewhere. */
const often: Readonly<Record<string, number>> = {
  write: 4,
  askForPerson: 2,
  sayYes: 2,
  sayNo: 2,
  agentReplies: 6,
  assess: 4,
  offer: 4,
  handOff: 3,
  claim: 4,
  memberReplies: 4,
  transfer: 3,
  transferToAI: 3,
  ring: 5,
};
const lot = Object.keys(commands).flatMap((name) => Array<string>(often[name] ?? 1).fill(name));
const ends = ['memberCloses', 'agentCloses', 'cancel'];

const move: fc.Arbitrary<Move> = fc.tuple(fc.nat(lot.length - 1), fc.nat(999), fc.nat(999)).map(([drawn, a, b]) => ({
  command: ends.includes(lot[drawn]!) && b % 4 > 0 ? 'write' : lot[drawn]!,
  choice: { who: a % 4, what: Math.floor(a / 4) % 5, how: Math.floor(a / 20) % 16 },
  after: pick([0, 1, 5, 60, 200, 2000], b),
  scene: Math.floor(b / 6) % 16,
}));

/** Sequences of up to 31 commands, nearly all begun by a message. */
export const moves: fc.Arbitrary<readonly Move[]> = fc
  .tuple(move, fc.array(move, { minLength: 5, maxLength: 30 }))
  .map(([first, rest]) => [{ ...first, command: first.after === 2000 ? first.command : 'write' }, ...rest]);
