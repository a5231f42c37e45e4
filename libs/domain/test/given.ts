import { expect } from '@jest/globals';
import {
  conversation,
  fold,
  RecordedRefusal,
  Rejected,
  type ConversationEvent,
  type RefusalCode,
} from '../src/index.js';
import { contextOf, type Scene } from './scene.js';
import type { History, Step } from './steps.js';

type Expected = { readonly type: ConversationEvent['type']; readonly data?: object };

/**
 * Given what happened, when something is decided, then these events follow. The decision is taken ten seconds after the last step,
 * or `seconds` after it where said; `scene` replaces parts of the history's.
 */
export function given(before: History) {
  return {
    when(decide: Step, { seconds = 0, scene = {} }: { readonly seconds?: number; readonly scene?: Scene } = {}) {
      const context = contextOf({ ...before.scene, ...scene }, before.seconds + seconds);
      const take = (state = before.state) => decide(state, context, before.state);
      return {
        /** These events, in this order, with at least these fields; and deciding again on what they lead to yields nothing. */
        then(expected: readonly Expected[]) {
          const decision = take();
          if (decision instanceof RecordedRefusal) throw decision.rejection;
          expect(decision.map(({ type }) => type)).toEqual(expected.map(({ type }) => type));
          expect(decision).toMatchObject(expected);
          expect(take(fold(conversation, decision, before.state))).toEqual([]);
        },
        thenNothing() {
          expect(take()).toEqual([]);
        },
        thenRefused(code: RefusalCode, facts: object = {}) {
          const rejection = refusalOf(take);
          expect(rejection.code).toBe(code);
          expect(rejection.facts).toMatchObject(facts);
        },
        /** The caller is refused, and these events are kept all the same. */
        thenRefusedAndRecorded(code: RefusalCode, expected: readonly Expected[]) {
          const decision = take();
          if (!(decision instanceof RecordedRefusal)) throw new Error('nothing was recorded');
          expect(decision.rejection.code).toBe(code);
          expect(decision.events).toMatchObject(expected);
        },
      };
    },
  };
}

/** The refusal something throws. */
export function refusalOf(take: () => unknown): Rejected {
  try {
    take();
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
