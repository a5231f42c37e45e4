import type { ConversationEvent, Trigger } from '#domain';

/** What a message, an assessment or an agent's wish led to, as far as handing over goes. */
export interface Outcome {
  readonly kind: 'handoff' | 'offer' | 'refused';
  readonly trigger: Trigger;
}

/** What these events of one command amount to; `null`: the agent goes on. */
export function outcomeOf(events: readonly ConversationEvent[]): Outcome | null {
  let outcome: Outcome | null = null;
  for (const { type, data } of events) {
    if (type === 'HandoffRequested') return { kind: 'handoff', trigger: data.trigger };
    if (type === 'HandoffOffered') outcome = { kind: 'offer', trigger: data.trigger };
    if (type === 'HandoffRefused') outcome = { kind: 'refused', trigger: data.trigger };
  }
  return outcome;
}

export function sameOutcome(a: Outcome | null, b: Outcome | null): boolean {
  return a?.kind === b?.kind && a?.trigger === b?.trigger;
}
