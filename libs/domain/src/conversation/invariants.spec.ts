import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { broken } from '../../test/invariants.js';
import { commands, moves, type Move } from '../../test/random-commands.js';
import { ada, agentWith, contextOf, front, idsOfCommand, noon, workspaceWith, type Scene } from '../../test/scene.js';
import {
  changeBusinessHours,
  changeLoopLimit,
  changeWaitPolicy,
  conversation,
  fold,
  plusSeconds,
  RecordedRefusal,
  Rejected,
  refusals,
  removeMember,
  type Conversation,
  type ConversationEvent,
  type DecisionContext,
  type Member,
  type WaitPolicy,
} from '../index.js';

const strict: WaitPolicy = {
  steps: [
    { kind: 'notify', afterSeconds: 0 },
    { kind: 'contact_form', afterSeconds: 120 },
    { kind: 'notify', afterSeconds: 180 },
    { kind: 'fallback_team', afterSeconds: 300, teamId: 'billing' },
    { kind: 'close', afterSeconds: 3600 },
  ],
  firstResponseSeconds: 60,
  nextResponseSeconds: 300,
};

const strictOffice = workspaceWith(
  (state, now) => changeWaitPolicy(state, { member: ada, policy: strict }, now),
  (state, now) => changeLoopLimit(state, { member: ada, limit: 1 }, now),
);
const strictOfficeWithoutOmar = workspaceWith(
  (state, now) => changeWaitPolicy(state, { member: ada, policy: strict }, now),
  (state, now) => removeMember(state, { member: ada, memberId: 'omar' }, now),
);
const nightOffice = workspaceWith((state, now) =>
  changeBusinessHours(
    state,
    { member: ada, hours: { timeZone: 'Asia/Tokyo', weekly: [], offHours: 'queue_and_contact_form' } },
    now,
  ),
);
const offering = agentWith('front', { ...front, offerBeforeHandoff: true });
const closedDown = { ...agentWith('front', front), published: null };

/** The settings that hold at a command: mostly the usual ones, sometimes others. */
const scenes: readonly Scene[] = [
  {},
  {},
  { workspace: strictOffice },
  { workspace: strictOffice, agents: { front: offering } },
  { workspace: strictOfficeWithoutOmar },
  { workspace: nightOffice },
  { agents: { front: closedDown } },
  { agents: { front: agentWith('front', { ...front, idleReturnWhileWaiting: true, handoffEnabled: false }) } },
];

interface Taken {
  readonly state: Conversation;
  readonly events: readonly ConversationEvent[];
  readonly refused: Rejected | null;
}

function take(state: Conversation, { command, choice }: Move, context: DecisionContext, seen = state): Taken {
  try {
    const decision = commands[command]!(state, context, choice, seen);
    if (decision instanceof RecordedRefusal)
      return {
        state: fold(conversation, decision.events, state),
        events: decision.events,
        refused: decision.rejection,
      };
    return { state: fold(conversation, decision, state), events: decision, refused: null };
  } catch (error) {
    if (error instanceof Rejected) return { state, events: [], refused: error };
    throw error;
  }
}

/** Plays a sequence of commands and hands each step to `check`. */
function play(
  sequence: readonly Move[],
  check: (move: Move, before: Conversation, taken: Taken, context: DecisionContext) => void,
): void {
  let state = conversation.initial;
  let at = noon;
  sequence.forEach((move, i) => {
    at = plusSeconds(at, move.after);
    const context = { ...contextOf({ ...(scenes[move.scene] ?? {}), at }), newId: idsOfCommand(String(i)) };
    const taken = take(state, move, context);
    check(move, state, taken, context);
    at = taken.events.at(-1)?.at ?? at;
    state = taken.state;
  });
}

/** A refusal moves no control; a conflict tells the state and who has it. */
function brokenRefusal(before: Conversation, { state, refused }: Taken): readonly string[] {
  if (refused === null) return [];
  const { code, kind, facts } = refused;
  const tellsState = kind !== 'conflict' || withoutState.includes(code) || facts['state'] === before.status;
  const tellsWho =
    facts['state'] === undefined || (facts['assignee'] as Member | undefined)?.id === before.assignee?.id;
  return [
    ...(state.epoch === before.epoch ? [] : [`${code} moved control`]),
    ...(code in refusals ? [] : [`${code} is not in the list`]),
    ...(tellsState ? [] : [`${code} does not tell the state`]),
    ...(tellsWho ? [] : [`${code} does not tell who has it`]),
  ];
}

/** Conflicts with the workspace, not with the conversation. */
const withoutState: readonly string[] = ['channel_disabled', 'member_removed', 'agent_not_active'];

describe('over random sequences of commands', () => {
  it('the invariants hold after every step, and a refusal leaves control as it was', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        play(sequence, (_move, before, taken) => {
          const wrong = [...broken(before, taken.events), ...brokenRefusal(before, taken)];
          // Expecting is dear, and this happens a hundred thousand times.
          if (wrong.length > 0) expect(wrong).toEqual([]);
        });
      }),
      { numRuns: 6500 },
    );
  });

  it('deciding again on the resulting state yields nothing', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        play(sequence, (move, before, { events, refused, state }, context) => {
          if (events.length === 0 || refused !== null) return;
          const again = take(state, move, context, before);
          expect({ ...move, ...again, state: null }).toEqual({ ...move, events: [], refused: null, state: null });
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('the same inputs give the same events, and the state that was given stays as it was', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        play(sequence, (move, before, { events }, context) => {
          const copy = structuredClone(before);
          expect(take(before, move, context).events).toEqual(events);
          expect(before).toEqual(copy);
        });
      }),
      { numRuns: 500 },
    );
  });
});
