import { createHash } from 'node:crypto';
import * as domain from '#domain';
import { eventIdOf, newIdsOf, type StoredEvent } from '#event-store';

export const workspaceIds = ['6f0d9d0e-0000-4000-8000-000000000001', '6f0d9d0e-0000-4000-8000-000000000002'] as const;

export const ada: domain.Member = { id: 'ada', name: 'Ada', role: 'supervisor' };
export const ben: domain.Member = { id: 'ben', name: 'Ben', role: 'operator' };

type Decide<State> = (state: State, context: domain.DecisionContext) => domain.Decision<domain.DomainEvent>;

/** What a customer's message is found to say. */
export interface Heard {
  readonly asks?: boolean;
  readonly answer?: 'yes' | 'no' | 'other';
}

/**
 * A history told by the domain's own decisions: workspace 0 or 1 with two members, a team, and two agents `front{w}` (the default) and
 * `billing{w}`. What the domain refuses leaves the history as it was.
 */
export class Story {
  readonly events: StoredEvent[] = [];
  now = Date.parse('2026-11-20T08:00:00.000Z');
  private readonly states = new Map<string, unknown>();
  private readonly revisions = new Map<string, bigint>();
  private commands = 0;

  constructor() {
    for (const w of workspaceIds.keys()) this.settle(w);
  }

  get at(): domain.Instant {
    return new Date(this.now).toISOString();
  }

  /** Lets time pass. */
  wait(seconds: number): this {
    this.now += seconds * 1_000;
    return this;
  }

  /** A conversation of workspace `w`, by its id; it starts with the customer's first message. */
  conversation(w: number, id: string, contactId: string, sequence = 1): Told {
    return new Told(this, w, id, contactId, sequence);
  }

  /** A decision on a contact's stream, by Ada. */
  contact(w: number, id: string, decide: Decide<domain.Contact>): this {
    return this.decide(w, `contact-${id}`, domain.contact, decide, ada, id);
  }

  erase(w: number, contactId: string): this {
    const identity = { contactId, channel: 'web', externalUserId: contactId };
    this.contact(w, contactId, (state, context) => domain.identifyContact(state, identity, context));
    return this.contact(w, contactId, (state, context) =>
      domain.eraseContact(state, { member: { ...ada, role: 'admin' }, legalHolds: [] }, context),
    );
  }

  state<State, Event extends domain.DomainEvent>(stream: string, of: domain.Aggregate<State, Event>): State {
    return (this.states.get(stream) as State | undefined) ?? of.initial;
  }

  decide<State, Event extends domain.DomainEvent>(
    w: number,
    stream: string,
    aggregate: domain.Aggregate<State, Event>,
    decide: Decide<State>,
    member: domain.Member | undefined,
    contactId: string | undefined,
  ): this {
    const actor: domain.Actor =
      member === undefined ? { kind: 'customer', id: contactId ?? '' } : { kind: 'member', id: member.id };
    const context: domain.DecisionContext = {
      at: this.at,
      newId: newIdsOf(stream, `command${this.commands}`),
      actor,
      workspace: this.state(`workspace-${workspaceIds[w]}`, domain.workspace),
      agent: (id) => this.state(`agent-${id}`, domain.agent),
    };
    try {
      const decision = decide(this.state(stream, aggregate), context);
      const events = decision instanceof domain.RecordedRefusal ? decision.events : decision;
      this.write(w, stream, aggregate, events as readonly Event[], actor, contactId);
    } catch (error) {
      if (!(error instanceof domain.Rejected)) throw error;
    }
    return this;
  }

  private write<State, Event extends domain.DomainEvent>(
    w: number,
    stream: string,
    aggregate: domain.Aggregate<State, Event>,
    events: readonly Event[],
    actor: domain.Actor,
    contactId: string | undefined,
  ): void {
    this.commands += 1;
    const commandId = `command${this.commands}`;
    events.forEach((event, i) => {
      const revision = (this.revisions.get(stream) ?? -1n) + 1n;
      this.revisions.set(stream, revision);
      this.states.set(stream, aggregate.evolve(this.state(stream, aggregate), event));
      this.events.push({
        eventId: eventIdOf(stream, commandId, i),
        stream,
        revision,
        position: BigInt(this.events.length * 100 + 7),
        event,
        metadata: {
          workspaceId: workspaceIds[w]!,
          ...(contactId === undefined ? {} : { contactId }),
          actor,
          occurredAt: event.at,
          commandId,
          commandHash: createHash('sha256').update(commandId).digest('hex'),
          causationId: null,
          correlationId: commandId,
          schemaVersion: 1,
        },
        created: new Date(this.now),
      });
    });
  }

  private settle(w: number): void {
    const workspaceId = workspaceIds[w]!;
    const { at } = this;
    const actor = { kind: 'member', id: 'ada' } as const;
    const by = { byName: 'Ada' };
    const settings: Omit<domain.AgentSettings, 'name'> = {
      ...domain.defaultAgentSettings,
      idleTimeoutMinutes: 5,
      triggers: { keywords: [], sentiment: null, failedResponses: { count: 2 } },
    };
    const settled: domain.WorkspaceEvent[] = [
      { type: 'WorkspaceCreated', at, data: { entry: 1, ...by, workspaceId, name: `Workspace ${w}` } },
      ...[ada, ben].map(({ id, name, role }, i): domain.WorkspaceEvent => {
        return { type: 'MemberAdded', at, data: { entry: 2 + i, ...by, memberId: id, name, role } };
      }),
      {
        type: 'TeamChanged',
        at,
        data: { entry: 4, ...by, teamId: 'team', name: 'Team', memberIds: [], removed: false },
      },
      { type: 'DefaultAgentSet', at, data: { entry: 5, ...by, channel: null, agentId: `front${w}` } },
    ];
    this.write(w, `workspace-${workspaceId}`, domain.workspace, settled, actor, undefined);
    for (const name of [`front${w}`, `billing${w}`]) {
      const events: domain.AgentEvent[] = [
        { type: 'AgentRegistered', at, data: { entry: 1, ...by, agentId: name, name } },
        { type: 'AgentVersionApplied', at, data: { entry: 2, ...by, version: 1, settings: { ...settings, name } } },
        { type: 'AgentVersionPublished', at, data: { entry: 3, ...by, version: 1 } },
      ];
      this.write(w, `agent-${name}`, domain.agent, events, actor, undefined);
    }
  }
}

/** One conversation of a story, and what may happen in it. Every act returns the conversation, to go on telling. */
export class Told {
  private messages = 0;

  constructor(
    private readonly story: Story,
    private readonly w: number,
    readonly id: string,
    readonly contactId: string,
    private readonly sequence: number,
  ) {}

  get state(): domain.Conversation {
    return this.story.state(`conversation-${this.id}`, domain.conversation);
  }

  /** The agent in control, and the turn it owes (or `turnsAgo` before it), under the epoch it was given it. */
  turn(turnsAgo = 0): { agentId: string; epoch: number; turnId: string } {
    const { agent, epoch, turns } = this.state;
    return { agentId: agent?.id ?? `front${this.w}`, epoch, turnId: turns.at(-1 - turnsAgo)?.turnId ?? 'none' };
  }

  wait(seconds: number): this {
    this.story.wait(seconds);
    return this;
  }

  /** Any decision on the conversation. */
  does(decide: Decide<domain.Conversation>, member?: domain.Member): this {
    this.story.decide(this.w, `conversation-${this.id}`, domain.conversation, decide, member, this.contactId);
    return this;
  }

  says(text: string, { asks = false, answer = 'other' }: Heard = {}): this {
    this.messages += 1;
    const detection = {
      explicitRequest: asks,
      keyword: false,
      answer,
      satisfied: false,
      language: 'en',
      rule: asks ? 'talk_to_person' : null,
      detectorVersion: '1',
    };
    const evidence = asks ? { keywords: [], matched: 'a person' } : null;
    const { contactId, sequence } = this;
    const channelMessageId = `m${this.id}-${this.messages}`;
    const place = { contactId, channel: 'web', sequence, identified: true, previousConversationId: null };
    return this.does((state, context) =>
      domain.receiveCustomerMessage(
        state,
        { ...place, channelMessageId, receivedAt: context.at, text, attachments: [], detection, evidence },
        context,
      ),
    );
  }

  agentSays(text: string, turn = this.turn()): this {
    return this.does((s, c) => domain.replyAsAgent(s, { ...turn, text, attachments: [] }, c));
  }

  asksForPeople(reasonCode = 'out_of_scope', reasonText = 'I cannot'): this {
    const by = { kind: 'agent' as const, ...this.turn() };
    return this.does((s, c) => domain.requestHandoff(s, { by, reasonCode, reasonText }, c));
  }

  handsTo(toAgentId: string): this {
    const by = { kind: 'agent' as const, ...this.turn() };
    return this.does((s, c) => domain.handOffToAgent(s, { by, toAgentId, reasonCode: 'out_of_scope' }, c));
  }

  claims(member: domain.Member): this {
    return this.does((s, c) => domain.claim(s, { member }, c), member);
  }

  assumes(member: domain.Member): this {
    return this.does((s, c) => domain.assume(s, { member }, c), member);
  }

  memberSays(member: domain.Member, text: string): this {
    return this.does((s, c) => domain.replyAsMember(s, { member, text, attachments: [] }, c), member);
  }

  releases(member: domain.Member): this {
    return this.does((s, c) => domain.release(s, { member }, c), member);
  }

  returns(member: domain.Member, resume: 'immediate' | 'on_next_message' = 'immediate'): this {
    return this.does((s, c) => domain.returnToAI(s, { member, confirmed: true, resume }, c), member);
  }

  /** The next deadline comes and fires. */
  rings(): this {
    const [deadline] = Object.values(this.state.deadlines);
    if (deadline === undefined) return this;
    this.story.now = Math.max(this.story.now, Date.parse(deadline.dueAt));
    return this.does((s, c) => domain.fireDeadline(s, deadline, c));
  }

  leavesDetails(phone: string, formId: string | null = null): this {
    return this.does((s, c) => domain.submitContactForm(s, { formId, details: { phone } }, c));
  }

  cancels(): this {
    return this.does((s, c) => domain.cancelHandoff(s, {}, c));
  }

  closes(member: domain.Member): this {
    return this.does((s, c) => domain.close(s, { by: { kind: 'member', member }, reasonText: 'done' }, c), member);
  }

  isErased(): this {
    this.does((s, c) => domain.close(s, { by: { kind: 'system', outcome: 'erased' } }, c));
    this.story.erase(this.w, this.contactId);
    return this;
  }
}

/** A history as it opens once the keys of its erased contacts are gone. */
export function afterErasure(events: readonly StoredEvent[]): StoredEvent[] {
  const erased = new Set(
    events.flatMap(({ event, metadata }) => (event.type === 'ContactErased' ? [metadata.contactId] : [])),
  );
  return events.map((stored) => {
    const { contactId, actor } = stored.metadata;
    if (contactId === undefined || !erased.has(contactId)) return stored;
    const data = structuredClone(stored.event.data) as Record<string, unknown>;
    for (const { path, subject } of domain.personalValues(stored.event, { contactId, actor }))
      if (subject === `contact:${contactId}`) data[path] = null;
    return { ...stored, event: { ...stored.event, data } };
  });
}
