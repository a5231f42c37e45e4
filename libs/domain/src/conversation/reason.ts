import { checkText } from '../limits.js';
import { refuse } from '../refusals.js';
import type { DecisionContext } from './context.js';
import type { ContextPackage } from './parts.js';
import type { Conversation } from './state.js';

/** What a request may say about why, and what the receiver should know. */
export interface Reason {
  /** One of the workspace's codes; `unspecified` when left out. */
  readonly reasonCode?: string;
  /** At most 16 KiB. */
  readonly reasonText?: string;
  /** At most 16 KiB as JSON. */
  readonly context?: ContextPackage;
}

/**
 * Refuses a reason somebody gives now. What was accepted once, as in an offer, is not held against a list that changed since.
 * @throws Rejected `unknown_reason_code` (with the codes `allowed`), `text_too_long`
 */
export function checkReason(
  { reasonCode = 'unspecified', reasonText, context }: Reason,
  direction: 'to_people' | 'to_ai' | 'any',
  { workspace }: DecisionContext,
): void {
  const { toPeople, toAi } = workspace.reasonCodes;
  const allowed = { to_people: toPeople, to_ai: toAi, any: [...toPeople, ...toAi] }[direction];
  if (!allowed.includes(reasonCode)) throw refuse('unknown_reason_code', { reasonCode, allowed });
  checkText('reasonText', reasonText);
  if (context !== undefined) checkText('context', JSON.stringify(context));
}

/** A reason as events carry it. The receiver always gets the transcript so far; the rest is a copy of what was said. */
export function reasonOf(
  state: Conversation,
  { reasonCode = 'unspecified', reasonText, context }: Reason,
): Reason & { readonly reasonCode: string } {
  const passed = { ...context, ...transcript(state) };
  return {
    reasonCode,
    ...(reasonText === undefined ? {} : { reasonText }),
    ...(Object.keys(passed).length === 0 ? {} : { context: passed }),
  };
}

function transcript({ firstMessageId, lastMessageId, messages }: Conversation): Pick<ContextPackage, 'transcript'> {
  return firstMessageId === null || lastMessageId === null
    ? {}
    : { transcript: { from: firstMessageId, to: lastMessageId, messages } };
}
