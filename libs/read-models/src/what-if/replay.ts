import {
  assessTurn,
  conversation,
  offerHandoff,
  receiveCustomerMessage,
  RecordedRefusal,
  Rejected,
  requestHandoff,
  settingsOf,
  type Agent,
  type AgentSettings,
  type Conversation,
  type ConversationEvent,
  type Decision,
  type DecisionContext,
  type Workspace,
} from '#domain';
import type { StoredEvent } from '#event-store';
import { knownInputs, knownKeywords } from './known-inputs.js';
import { outcomeOf, sameOutcome, type Outcome } from './outcome.js';

/** A moment at which something was handed over or offered: on record, as it would have been, or both. */
export interface Moment {
  readonly at: string;
  readonly position: string;
  readonly recorded: Outcome | null;
  readonly would: Outcome | null;
  /** `estimate` after the record and the replay have parted in this stretch, or where something it hangs on is not known. */
  readonly certainty: 'exact' | 'estimate';
  /** The phrases that would have fired. */
  readonly phrases?: readonly string[];
}

/** Something that a trigger of the other configuration asks for and the record does not tell. */
export interface Unknown {
  readonly at: string;
  readonly position: string;
  readonly what: 'keywords' | 'sentiment' | 'answered';
  readonly why: 'erased' | 'not_assessed';
}

export interface ReplayRequest {
  /** The whole stream of one conversation. */
  readonly events: readonly StoredEvent[];
  readonly agentId: string;
  /** The agent as it was after a position of the log. */
  readonly agentAt: (position: bigint) => Agent | undefined;
  readonly workspace: Workspace;
  readonly otherwise: (settings: AgentSettings) => AgentSettings;
}

export interface Replay {
  readonly moments: readonly Moment[];
  readonly unknown: readonly Unknown[];
}

/**
 * Plays a recorded conversation through the domain's own decisions with another configuration of one agent. Two states go side by
 * side: the record's, and the one that would have been. They are one until a decision differs; whoever has the conversation
 * anew (a return, another agent) begins a new stretch, and both are one again.
 */
export function replay(request: ReplayRequest): Replay {
  return new Replaying(request).run();
}

type Stored = StoredEvent<ConversationEvent>;

/** Events after which somebody has the conversation anew. */
const begins = new Set<string>(['ConversationStarted', 'ReturnedToAI', 'HandedOffToAgent', 'ConversationClosed']);

/** These fire whatever an agent's triggers are. */
const byConfiguration = new Set<string>([
  'keyword',
  'sentiment',
  'failed_responses',
  'agent_decision',
  'offer_accepted',
]);

class Replaying {
  private recorded = conversation.initial;
  private would = conversation.initial;
  private parted = false;
  private unsure = false;
  private readonly moments: Moment[] = [];
  private readonly unknown: Unknown[] = [];
  /** Turns of the agent that nobody has assessed so far. */
  private readonly unassessed = new Map<string, Stored>();

  constructor(private readonly request: ReplayRequest) {}

  run(): Replay {
    const events = this.request.events as readonly Stored[];
    for (let i = 0; i < events.length;) {
      const { commandId } = events[i]!.metadata;
      let end = i + 1;
      while (end < events.length && events[end]!.metadata.commandId === commandId) end += 1;
      this.command(events.slice(i, end));
      i = end;
    }
    for (const stored of this.unassessed.values()) {
      const { failedResponses, sentiment } = this.triggersAt(stored) ?? {};
      if (failedResponses ?? sentiment) this.miss(stored, failedResponses ? 'answered' : 'sentiment', 'not_assessed');
    }
    return { moments: this.moments, unknown: this.unknown };
  }

  /** One command's events: what comes before a question is taken as it was. */
  private command(events: readonly Stored[]): void {
    const wished = events.some(({ event: { data } }) => (data as { trigger?: string }).trigger === 'agent_decision');
    const asks = ({ event: { type } }: Stored) => type === 'CustomerMessageReceived' || type === 'TurnAssessed';
    const at = wished ? 0 : events.findIndex(asks);
    const before = at < 0 ? events : events.slice(0, at);
    if (before.length > 0) this.asItWas(before);
    const [first, ...rest] = at < 0 ? [] : events.slice(at);
    if (first === undefined) return;
    const all = [first, ...rest];
    const concerned = this.recorded.agent?.id === this.request.agentId || this.has(this.would);
    if (!concerned) this.asItWas(all);
    else this.question(first, all);
  }

  private has({ status, agent }: Conversation): boolean {
    return (status === 'ai' || status === 'handoff_offered') && agent?.id === this.request.agentId;
  }

  /** What no trigger decides: it would have happened too, unless people had the conversation by then. */
  private asItWas(events: readonly Stored[]): void {
    const outcome = outcomeOf(events.map(({ event }) => event));
    const leaves = this.has(this.recorded) ? outcome : null;
    const stays = this.has(this.would);
    const happens = !this.parted || (stays && outcome !== null && !byConfiguration.has(outcome.trigger));
    if (leaves !== null) this.tell(events[0]!, leaves, happens ? leaves : null);
    for (const { event } of events) {
      this.recorded = conversation.evolve(this.recorded, event);
      if (begins.has(event.type)) {
        this.would = this.recorded;
        this.parted = this.unsure = false;
      } else if (happens || (stays && event.type === 'AgentReplied'))
        this.would = conversation.evolve(this.would, event);
    }
  }

  private question(first: Stored, events: readonly Stored[]): void {
    const recorded = this.has(this.recorded) ? outcomeOf(events.map(({ event }) => event)) : null;
    const decided = this.has(this.would) ? this.decide(first, events) : { events: [] };
    const would = outcomeOf(decided.events);
    if (recorded !== null || would !== null) this.tell(first, recorded, would, decided.phrases);
    const same = sameOutcome(recorded, would);
    if (!same) this.parted = true;
    // The counters are those of the other configuration, also while both agree.
    const kept = this.parted ? decided.events : events.map(({ event }) => counted(event, decided.events));
    for (const { event } of events) this.recorded = conversation.evolve(this.recorded, event);
    for (const event of kept) this.would = conversation.evolve(this.would, event);
  }

  private decide(first: Stored, events: readonly Stored[]) {
    const { event } = first;
    const context = this.contextOf(first);
    if (event.type === 'CustomerMessageReceived' && event.data.turn) this.unassessed.set(event.data.turn.turnId, first);
    if (event.type === 'TurnAssessed') this.unassessed.delete(event.data.turnId);
    if (event.type === 'CustomerMessageReceived') return this.hear(first, event.data, context);
    if (event.type === 'TurnAssessed') return { events: this.assess(first, event.data, context) };
    const by = { kind: 'agent', agentId: this.request.agentId, epoch: this.would.epoch } as const;
    const offered = events.some(({ event: { type } }) => type === 'HandoffOffered');
    return {
      events: attempt(() =>
        offered ? offerHandoff(this.would, by, context) : requestHandoff(this.would, { by }, context),
      ),
    };
  }

  private hear(
    stored: Stored,
    data: Extract<ConversationEvent, { type: 'CustomerMessageReceived' }>['data'],
    context: DecisionContext,
  ) {
    const version = data.turn?.agentVersion ?? this.would.agent?.version ?? 0;
    const then = settingsOf(this.request.agentAt(stored.position), version);
    const phrases = settingsOf(context.agent(this.request.agentId), version)?.triggers.keywords ?? [];
    const known = knownKeywords(data, then?.triggers.keywords, phrases);
    if (known === null) this.miss(stored, 'keywords', 'erased');
    const { contactId, channel, sequence, identified } = this.would;
    const found = known?.found === true;
    const events = attempt(() =>
      receiveCustomerMessage(
        this.would,
        {
          contactId,
          channel,
          sequence,
          identified,
          previousConversationId: null,
          channelMessageId: data.channelMessageId,
          receivedAt: data.receivedAt,
          // No decision reads the text; an erased one must not look like an empty message.
          text: data.text === null || data.text === '' ? '-' : data.text,
          attachments: [],
          detection: { ...data.detection, keyword: found },
          evidence: null,
        },
        context,
      ),
    );
    return { events, ...(found ? { phrases: known.phrases } : {}) };
  }

  private assess(
    stored: Stored,
    data: Extract<ConversationEvent, { type: 'TurnAssessed' }>['data'],
    context: DecisionContext,
  ): readonly ConversationEvent[] {
    const turn = this.would.turns.find(({ turnId }) => turnId === data.turnId);
    const { agentId } = this.request;
    const settings = turn && settingsOf(context.agent(agentId), turn.agentVersion);
    if (settings === undefined) return [];
    const { inputs, sentimentErased } = knownInputs(data, this.recorded, settings.triggers);
    if (sentimentErased) this.miss(stored, 'sentiment', 'erased');
    else if (settings.triggers.sentiment !== null && inputs.sentiment === undefined && data.inputs !== null)
      this.miss(stored, 'sentiment', 'not_assessed');
    if (settings.triggers.failedResponses !== null && inputs.answered === undefined && data.inputs !== null)
      this.miss(stored, 'answered', 'not_assessed');
    const { turnId } = data;
    return attempt(() => assessTurn(this.would, { agentId, epoch: this.would.epoch, turnId, ...inputs }, context));
  }

  /** The agent's triggers of the other configuration, as its version of then would have had them. */
  private triggersAt(stored: Stored) {
    const { turn } = stored.event.data as { turn?: { agentVersion: number } };
    const { agentId } = this.request;
    return settingsOf(this.contextOf(stored).agent(agentId), turn?.agentVersion ?? 0)?.triggers;
  }

  private miss({ event, position }: Stored, what: Unknown['what'], why: Unknown['why']): void {
    this.unknown.push({ at: event.at, position: String(position), what, why });
    // Nobody would have assessed it under the other configuration either; what was erased might have decided.
    if (why === 'erased') this.unsure = true;
  }

  private tell(
    { event, position }: Stored,
    recorded: Outcome | null,
    would: Outcome | null,
    phrases?: readonly string[],
  ): void {
    const certainty = this.parted || this.unsure ? 'estimate' : 'exact';
    const fired = would?.trigger === 'keyword' && phrases !== undefined ? { phrases } : {};
    this.moments.push({ at: event.at, position: String(position), recorded, would, certainty, ...fired });
  }

  /** What the decision knew then, but for the agent's settings. Ids are those on record, so that later events find their turns. */
  private contextOf({ event, metadata, position, eventId }: Stored): DecisionContext {
    const { agentId, agentAt, workspace, otherwise } = this.request;
    const agent = agentAt(position);
    const { messageId, turn } = event.data as { messageId?: string; turn?: { turnId: string; agentVersion: number } };
    const given: Readonly<Record<string, string | undefined>> = { message: messageId, turn: turn?.turnId };
    const other = agent && {
      ...agent,
      ...(turn === undefined ? {} : { published: turn.agentVersion }),
      versions: agent.versions.map(otherwise),
    };
    return {
      at: event.at,
      actor: metadata.actor,
      workspace,
      newId: (label) => given[label] ?? `${eventId} ${label}`,
      agent: (id) => (id === agentId ? other : undefined),
    };
  }
}

/** A decision's events; what the domain refuses in the other course of things does not happen there. */
function attempt(decide: () => Decision<ConversationEvent>): readonly ConversationEvent[] {
  try {
    const decision = decide();
    return decision instanceof RecordedRefusal ? decision.events : decision;
  } catch (error) {
    if (error instanceof Rejected) return [];
    throw error;
  }
}

function counted(event: ConversationEvent, decided: readonly ConversationEvent[]): ConversationEvent {
  return event.type === 'TurnAssessed' ? (decided.find(({ type }) => type === 'TurnAssessed') ?? event) : event;
}
