import type { Decision } from '../kernel.js';
import { refuse } from '../refusals.js';
import { defaultAgentOf } from '../workspace/state.js';
import type { DecisionContext } from './context.js';
import { enterQueue, type Entering } from './enter-queue.js';
import type { ConversationEvent } from './events.js';
import { activeAgent, bySystem } from './parties.js';
import type { AgentParty } from './parts.js';
import { record, type Recording } from './record.js';
import { refuseIn } from './refusal.js';
import type { Conversation } from './state.js';

/** A conversation that a channel opens: number `sequence` of a contact on a channel. */
export interface StartConversation {
  readonly contactId: string;
  readonly channel: string;
  readonly sequence: number;
  /** Row 36: the channel gave a stable external user id. */
  readonly identified: boolean;
  /** The closed conversation before this one (row 59). */
  readonly previousConversationId: string | null;
  /** An agent other than the channel's default, e.g. the one an editor tries. */
  readonly agentId?: string;
  /** An editor's test chat: it runs the applied version and cannot be handed off (row 36). */
  readonly test?: boolean;
}

/**
 * Opens a conversation without a message yet.
 * @throws Rejected `already_started`, `closed`, `channel_disabled`, `agent_not_active`
 */
export function startConversation(
  state: Conversation,
  request: StartConversation,
  context: DecisionContext,
): Decision<ConversationEvent> {
  if (state.status === 'closed') throw refuseIn(state, 'closed');
  if (state.status !== 'none') {
    const { contactId, channel, sequence } = request;
    if (state.contactId === contactId && state.channel === channel && state.sequence === sequence) return [];
    throw refuseIn(state, 'already_started');
  }
  const log = record(state, context.at);
  startOn(log, request, context);
  return log.events;
}

/** Writes the start; where no agent is active or people come first, the conversation starts waiting (rows 30, 39, 63). */
export function startOn(log: Recording, request: StartConversation, context: DecisionContext): void {
  const { contactId, channel, sequence, identified, previousConversationId, test = false } = request;
  const settings = context.workspace.channels[channel];
  if (settings?.enabled === false) throw refuse('channel_disabled', { channel });
  const environment = test ? 'test' : (settings?.environment ?? 'live');
  const agentId = request.agentId ?? defaultAgentOf(context.workspace, channel);
  const agent = activeAgent({ ...log.state, environment }, agentId, context);
  if (agent === null && test) throw refuse('agent_not_active', { agentId });
  const waits = test ? null : reasonToWait(agent, identified, context);
  const linked = waits?.linkedConversationId;

  log.write('ConversationStarted', {
    contactId,
    channel,
    sequence,
    environment,
    identified,
    agent: waits === null ? agent : null,
    previousConversationId,
    ...(linked === undefined ? {} : { linkedConversationId: linked }),
  });
  if (waits !== null) enterQueue(log, waits.entering, context);
}

function reasonToWait(
  agent: AgentParty | null,
  identified: boolean,
  { contact }: DecisionContext,
): { readonly entering: Entering; readonly linkedConversationId?: string } | null {
  if (agent === null)
    return {
      entering: { trigger: 'agent_unavailable', decidedBy: bySystem, reasonCode: 'agent_unavailable' },
    };
  if (!identified || contact === undefined) return null;
  if (contact.firstHandler === 'human') return { entering: { trigger: 'contact_preference', decidedBy: bySystem } };
  const elsewhere = contact.humanOnlyWith?.[agent.id];
  return elsewhere === undefined
    ? null
    : { entering: { trigger: 'human_only_elsewhere', decidedBy: bySystem }, linkedConversationId: elsewhere };
}
