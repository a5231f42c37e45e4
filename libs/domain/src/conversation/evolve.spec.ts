import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commands, moves } from '../../test/random-commands.js';
import { contextOf, idsOfCommand, noon, olga, omar } from '../../test/scene.js';
import {
  agentAnswers,
  asksForPerson,
  assumes,
  claims,
  history,
  message,
  releases,
  writes,
  type Step,
} from '../../test/steps.js';
import { fold, plusSeconds, RecordedRefusal, Rejected, type DomainEvent, type FieldsLookedAt } from '../kernel.js';
import { personalValues } from '../personal-fields.js';
import type { ConversationEvent } from './events.js';
import { conversation } from './evolve.js';
import { transfer } from './pass-on.js';
import { receiveCustomerMessage } from './receive-message.js';

/** The event as it is read after the erasure of everybody in it; with `spared`, but for the fields at these paths. */
function erased(event: ConversationEvent, spared: FieldsLookedAt = {}): ConversationEvent {
  const copy = structuredClone(event) as DomainEvent;
  for (const { path } of personalValues(event, { contactId: 'carla', actor: { kind: 'system', id: 's' } })) {
    if (spared[event.type]?.includes(path)) continue;
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce(
      (value, key) => value[key] as Record<string, unknown>,
      copy.data as Record<string, unknown>,
    );
    holder[last] = null;
  }
  return copy as ConversationEvent;
}

/** What happened in a random sequence of commands. */
function play(sequence: Parameters<Parameters<typeof moves.map>[0]>[0]): readonly ConversationEvent[] {
  const events: ConversationEvent[] = [];
  let state = conversation.initial;
  let at = noon;
  sequence.forEach(({ command, choice, after }, i) => {
    at = plusSeconds(at, after);
    const context = { ...contextOf({ at }), newId: idsOfCommand(String(i)) };
    try {
      const decision = commands[command]!(state, context, choice, state);
      const more = decision instanceof RecordedRefusal ? decision.events : decision;
      state = fold(conversation, more, state);
      events.push(...more);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
    }
  });
  return events;
}

describe('the fold of a conversation', () => {
  it('decides the same after erasure: only names and words are gone', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const events = play(sequence);
        const before = fold(conversation, events);
        const after = fold(
          conversation,
          events.map((event) => erased(event)),
        );
        const nameless = <T extends { readonly name: unknown } | null>(who: T) => who && { ...who, name: null };
        expect(after).toEqual({
          ...before,
          assignee: nameless(before.assignee),
          lastAssignee: nameless(before.lastAssignee),
          offer: after.offer && { ...before.offer, ...after.offer },
          modeChange: before.modeChange && { ...before.modeChange, decidedBy: after.modeChange!.decidedBy },
        });
        const decider = after.modeChange?.decidedBy;
        if (decider?.kind === 'member') expect(decider.name).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('looks at the personal fields it says and at no other, so that the others may stay sealed', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const events = play(sequence);
        const half = events.map((event) => erased(event, conversation.looksAt));
        expect(fold(conversation, half)).toEqual(fold(conversation, events));
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same in one go and in two', () => {
    fc.assert(
      fc.property(moves, fc.nat(50), (sequence, cut) => {
        const events = play(sequence);
        const half = fold(conversation, events.slice(0, cut));
        expect(fold(conversation, events.slice(cut), half)).toEqual(fold(conversation, events));
      }),
      { numRuns: 500 },
    );
  });

  it('remembers who had it, and the team it waits for', () => {
    const toBilling: Step = (state, context) => transfer(state, { member: olga, to: { teamId: 'billing' } }, context);
    const waiting = history({}, writes(), asksForPerson(), claims(olga), toBilling).state;
    expect(waiting).toMatchObject({ lastAssignee: { id: 'olga' }, handoff: { teamId: 'billing' }, assignee: null });
    const again = history({}, writes(), asksForPerson(), claims(olga), toBilling, claims(omar), releases(omar)).state;
    expect(again).toMatchObject({ lastAssignee: { id: 'omar' }, handoff: { teamId: 'billing' } });
  });

  it('remembers whether the customer wrote after the agent did', () => {
    expect(history({}, writes(), writes()).state.customerWroteAfterAgent).toBe(false);
    expect(history({}, writes(), agentAnswers(), writes()).state.customerWroteAfterAgent).toBe(true);
    expect(history({}, writes(), agentAnswers(), writes(), writes()).state.customerWroteAfterAgent).toBe(true);
  });

  it('knows its contact from the first event on, whose key seals what is personal', () => {
    expect(conversation.contactOf?.(conversation.initial)).toBeUndefined();
    expect(conversation.contactOf?.(history({}, writes()).state)).toBe('carla');
  });

  it('bears ten thousand messages', () => {
    let { state } = history({}, writes(), asksForPerson(), assumes(olga));
    for (let i = 0; i < 10_000; i += 1) {
      const context = contextOf({}, 60 + i);
      const request = message('Hello?', {}, { channelMessageId: `many-${i}`, receivedAt: context.at });
      const events = receiveCustomerMessage(state, request, context) as readonly ConversationEvent[];
      state = fold(conversation, events, state);
    }
    expect(state.messages).toBe(10_002);
  });
});
