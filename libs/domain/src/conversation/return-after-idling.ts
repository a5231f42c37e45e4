import type { DecisionContext } from './context.js';
import { agentToReturnTo, bySystem } from './parties.js';
import type { Deadline } from './parts.js';
import type { Recording } from './record.js';
import { writeReturn } from './return-to-ai.js';

/**
 * The silence lasted: people give way to the agent that handed off, else to the channel's default (rows 33, 43). Where neither is
 * active nothing moves, and only a person returns it.
 */
export function returnAfterIdling(log: Recording, idle: Deadline, context: DecisionContext): void {
  const agent = agentToReturnTo(log.state, context);
  log.write('TimedOut', {
    kind: 'idle',
    dueAt: idle.dueAt,
    generation: idle.generation,
    step: null,
    effect: agent === null ? 'none' : 'returned_to_ai',
    handoffId: log.state.handoff?.handoffId ?? null,
    deadlines: { cancel: ['idle'] },
  });
  if (agent === null) return;
  writeReturn(
    log,
    { agent, cause: 'idle_timeout', trigger: 'deadline', decidedBy: bySystem, resume: 'on_next_message' },
    context,
  );
}
