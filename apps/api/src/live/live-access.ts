import { can, type Action } from '#access';
import type { Touched } from '#read-models';
import type { Caller } from '../http/caller.js';

/** Which row of the permissions table shows each list. */
const shownBy: Readonly<Record<Touched, Action>> = {
  queue: 'queue.read',
  inbox: 'inbox.read',
  board: 'inbox.read',
  timeline: 'conversation.read',
};

/** Everybody who may see at least one list. */
export const liveActions: readonly Action[] = [...new Set(Object.values(shownBy))];

/** Of the lists that a change moves, those that the caller may ask for; none: the change is not for them. */
export function shownTo({ principal }: Pick<Caller, 'principal'>, touches: readonly Touched[]): readonly Touched[] {
  return touches.filter((list) => can(principal, shownBy[list]));
}
