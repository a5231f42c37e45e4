import { agent, fold, refuse, workspace, type AgentEvent, type Instant, type WorkspaceEvent } from '#domain';
import type { EventStore, StoredEvent } from '#event-store';
import type { ClientBase, Pool } from 'pg';
import { refuseQuery } from '../page/refusals.js';
import { erasedSince } from '../time-travel/conversation-as-of.js';
import { applied, type Otherwise } from './configuration.js';
import { replay, type Replay } from './replay.js';
import { differs, Summing, type WhatIfSummary } from './summary.js';

export interface WhatIfRequest {
  readonly store: EventStore;
  /** Connected as a role that sees every workspace. */
  readonly pool: Pool | ClientBase;
  readonly agentId: string;
  readonly otherwise: Otherwise;
  /** From (inclusive) until (exclusive): which moments are told. A stretch is replayed from its beginning. */
  readonly from: Instant;
  readonly until: Instant;
  /** Told of every conversation in which something differs or is unknown, one after another: nothing is kept of them. */
  readonly onConversation?: (conversation: WhatIfConversation) => void;
}

export interface WhatIfConversation extends Replay {
  readonly conversationId: string;
}

export interface WhatIf {
  readonly agentId: string;
  readonly name: string;
  readonly summary: WhatIfSummary;
}

/** How many conversations are looked up at once. */
const page = 500;

/**
 * What an agent's recorded conversations would have come to under another configuration of its triggers. Changes nothing.
 * @throws Rejected `agent_not_found`, `range_reversed`
 */
export async function whatIf(request: WhatIfRequest): Promise<WhatIf> {
  const { store, pool, agentId, otherwise, from, until, onConversation } = request;
  if (from > until) throw refuseQuery('range_reversed', { from, until });
  const history = await store.readStream(`agent-${agentId}`);
  const workspaceId = history[0]?.metadata.workspaceId;
  if (workspaceId === undefined) throw refuse('agent_not_found', { agentId });
  const settled = (await store.readStream(`workspace-${workspaceId}`)).map(({ event }) => event as WorkspaceEvent);
  const given = {
    agentId,
    agentAt: agentThrough(history),
    workspace: fold(workspace, settled),
    otherwise: (settings: Parameters<typeof applied>[0]) => applied(settings, otherwise),
  };
  const summing = new Summing();
  for await (const conversationId of conversationsOf(pool, { agentId, workspaceId, from, until })) {
    const events = await store.readStream(`conversation-${conversationId}`);
    const { moments, unknown } = replay({ ...given, events: await withoutErased(store, events) });
    const within = ({ at }: { readonly at: Instant }) => at >= from && at < until;
    const told = { moments: moments.filter(within), unknown: unknown.filter(within) };
    summing.add(told);
    if (told.unknown.length > 0 || told.moments.some(differs)) onConversation?.({ conversationId, ...told });
  }
  return { agentId, name: fold(agent, history.map(agentEvent)).name, summary: summing.result };
}

function agentEvent({ event }: StoredEvent): AgentEvent {
  return event as AgentEvent;
}

/** The agent as it was after a position; each change is folded once. */
function agentThrough(history: readonly StoredEvent[]) {
  let state = agent.initial;
  const states = history.map((stored) => {
    state = agent.evolve(state, agentEvent(stored));
    return { position: stored.position, state };
  });
  return (position: bigint) => states.findLast((one) => one.position <= position)?.state;
}

/** A process may hold the key of somebody who was erased a moment ago. */
async function withoutErased(store: EventStore, events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
  if ((await erasedSince(store, events)).length === 0) return events;
  return events.map((stored) => {
    const { event } = stored;
    const blanked = { text: null, evidence: null, inputs: null, reasonText: null, context: null, attachments: null };
    const data = event.data as Readonly<Record<string, unknown>>;
    const present = Object.entries(blanked).filter(([name]) => name in data);
    return { ...stored, event: { ...event, data: { ...data, ...Object.fromEntries(present) } } };
  });
}

/** Conversations that the agent had in the time, in the order of their ids. */
async function* conversationsOf(
  pool: Pool | ClientBase,
  range: { readonly agentId: string; readonly workspaceId: string; readonly from: Instant; readonly until: Instant },
): AsyncGenerator<string> {
  for (let last = ''; ;) {
    const { rows } = await pool.query<{ id: string }>(
      `select distinct t.conversation_id as id from views.ai_spans t
       where t.workspace_id = $1 and t.agent_id = $2 and t.started_at < $4 and (t.ended_at is null or t.ended_at >= $3)
         and t.conversation_id > $5 order by 1 limit ${page}`,
      [range.workspaceId, range.agentId, range.from, range.until, last],
    );
    for (const { id } of rows) yield id;
    if (rows.length < page) return;
    last = rows.at(-1)!.id;
  }
}
