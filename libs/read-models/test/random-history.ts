import { createHash } from 'node:crypto';
import * as domain from '#domain';
import { eventIdOf, newIdsOf, type StoredEvent } from '#event-store';
import fc from 'fast-check';

/** A member, agents and settings that every random history plays in. */
export const workspaceIds = ['6f0d9d0e-0000-4000-8000-000000000001', '6f0d9d0e-0000-4000-8000-000000000002'];

const members: readonly domain.Member[] = [
  { id: 'ada', name: 'Ada', role: 'supervisor' },
  { id: 'ben', name: 'Ben', role: 'operator' },
];

/** One thing that somebody tries; what the domain refuses leaves the history as it was. */
interface Step {
  readonly conversation: number;
  readonly act: number;
  readonly choice: number;
  readonly seconds: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  conversation: fc.nat(5),
  act: fc.nat(100),
  choice: fc.nat(1_000),
  seconds: fc.integer({ min: 1, max: 90 }),
});

/** Histories of several conversations, contacts and agents, made by the domain's own decisions. */
export const histories: fc.Arbitrary<StoredEvent[]> = fc
  .array(step, { minLength: 20, maxLength: 150 })
  .map((steps) => Object.assign(play(steps), { [fc.toStringMethod]: () => JSON.stringify(steps) }));

/** A history as it can be read after some contacts were erased: their personal values open as `null`. */
export function play(steps: readonly Step[]): StoredEvent[] {
  const history = new History();
  for (const one of steps) history.step(one);
  return history.events;
}

type Decide<State> = (state: State, context: domain.DecisionContext) => domain.Decision<domain.DomainEvent>;

class History {
  readonly events: StoredEvent[] = [];
  private readonly states = new Map<string, unknown>();
  private readonly revisions = new Map<string, bigint>();
  private readonly sequences = new Map<number, number>();
  private readonly erasures = new Map<number, number>();
  private now = Date.parse('2026-11-20T08:00:00.000Z');
  private commands = 0;

  constructor() {
    for (const [w] of workspaceIds.entries()) this.settle(w);
  }

  step({ conversation: n, act, choice, seconds }: Step): void {
    this.now += seconds * 1_000;
    const w = n % workspaceIds.length;
    const sequence = this.sequences.get(n) ?? 1;
    const stream = `conversation-c${n}-${sequence}`;
    // Somebody who was erased comes back as somebody else.
    const contactId = `contact${n}-${this.erasures.get(n) ?? 0}`;
    const state = this.state(stream, domain.conversation);
    const member = members[choice % 2]!;
    const other = members[(choice + 1) % 2]!;
    const agentId = state.agent?.id ?? `front${w}`;
    const turnId = state.turns.at(-1 - (choice % 2))?.turnId ?? state.turns[0]?.turnId ?? 'none';
    const turn = { agentId, epoch: state.epoch - (choice % 7 === 0 ? 1 : 0), turnId };
    const say = { text: choice % 11 === 0 ? 'a\0b \ud800 \u{1f600}' : `text ${choice}`, attachments: [] };
    const on = (decide: Decide<domain.Conversation>) =>
      this.decide(w, stream, domain.conversation, decide, act < 40 ? undefined : member.id, contactId);

    if (state.status === 'closed' && act < 60) {
      this.sequences.set(n, sequence + 1);
      return;
    }
    if (act < 40 || state.status === 'none') {
      const asks = choice % 5 === 0;
      on((s, c) =>
        domain.receiveCustomerMessage(
          s,
          {
            contactId,
            channel: 'web',
            sequence,
            identified: true,
            previousConversationId: sequence > 1 ? `c${n}-${sequence - 1}` : null,
            channelMessageId: `m${this.commands}`,
            receivedAt: c.at,
            ...say,
            detection: {
              explicitRequest: asks,
              keyword: false,
              answer: choice % 3 === 0 ? 'yes' : choice % 3 === 1 ? 'no' : 'other',
              satisfied: false,
              language: 'en',
              rule: asks ? 'talk_to_person' : null,
              detectorVersion: '1',
            },
            evidence: asks ? { keywords: [], matched: 'a person' } : null,
          },
          c,
        ),
      );
    } else if (act < 52) on((s, c) => domain.replyAsAgent(s, { ...turn, ...say }, c));
    else if (act < 56) on((s, c) => domain.assessTurn(s, { ...turn, sentiment: -0.5, answered: choice % 4 === 0 }, c));
    else if (act < 59)
      on((s, c) =>
        domain.recordAgentAction(
          s,
          { ...turn, actionId: `a${choice}`, name: 'refund', arguments: { order: choice }, result: null },
          c,
        ),
      );
    else if (act < 62)
      on((s, c) =>
        domain.handOffToAgent(
          s,
          { by: { kind: 'agent', agentId, epoch: state.epoch }, toAgentId: `billing${w}`, reasonCode: 'out_of_scope' },
          c,
        ),
      );
    else if (act < 66)
      on((s, c) => domain.offerHandoff(s, { agentId, epoch: state.epoch, reasonText: `offer ${choice}` }, c));
    else if (act < 70)
      on((s, c) =>
        domain.requestHandoff(
          s,
          { by: { kind: 'agent', agentId, epoch: state.epoch }, reasonCode: 'urgent', reasonText: `why ${choice}` },
          c,
        ),
      );
    else if (act < 76) on((s, c) => domain.claim(s, { member }, c));
    else if (act < 78) on((s, c) => domain.assume(s, { member }, c));
    else if (act < 80)
      on((s, c) => domain.transfer(s, { member, to: choice % 2 ? { memberId: other.id } : { teamId: 'team' } }, c));
    else if (act < 82) on((s, c) => domain.release(s, { member }, c));
    else if (act < 87)
      on((s, c) =>
        domain.replyAsMember(
          s,
          { member: state.assignee ? members.find(({ id }) => id === state.assignee!.id)! : member, ...say },
          c,
        ),
      );
    else if (act < 90)
      on((s, c) =>
        domain.returnToAI(s, { member, confirmed: true, resume: choice % 2 ? 'immediate' : 'on_next_message' }, c),
      );
    else if (act < 93) {
      const deadline = Object.values(state.deadlines)[0];
      if (deadline === undefined) return;
      this.now = Math.max(this.now, Date.parse(deadline.dueAt));
      on((s, c) => domain.fireDeadline(s, deadline, c));
    } else if (act < 95)
      on((s, c) => domain.submitContactForm(s, { formId: null, details: { phone: `+1 ${choice}` } }, c));
    else if (act < 96) on((s, c) => domain.cancelHandoff(s, {}, c));
    else if (act < 97)
      on((s, c) => domain.recordDelivery(s, { messageId: state.lastMessageId ?? 'm', status: 'sent' }, c));
    else if (act < 99)
      on((s, c) => domain.close(s, { by: { kind: 'member', member }, reasonText: `done ${choice}` }, c));
    else if (choice % 2 === 0) this.contact(w, contactId, choice);
    else this.erase(w, n, contactId, stream);
  }

  /** Agents, members and a team, before anything else. */
  private settle(w: number): void {
    const workspaceId = workspaceIds[w]!;
    const at = new Date(this.now).toISOString();
    const stream = `workspace-${workspaceId}`;
    const entry = (type: string, data: object) =>
      this.write(
        w,
        stream,
        domain.workspace,
        [{ type, at, data: { entry: 1, byName: 'Ada', ...data } } as domain.WorkspaceEvent],
        'ada',
        undefined,
      );
    entry('WorkspaceCreated', { workspaceId, name: `Workspace ${w}` });
    for (const { id, name, role } of members) entry('MemberAdded', { memberId: id, name, role });
    entry('TeamChanged', { teamId: 'team', name: 'Team', memberIds: ['ada'], removed: false });
    entry('DefaultAgentSet', { channel: null, agentId: `front${w}` });
    for (const id of [`front${w}`, `billing${w}`]) {
      const settings: domain.AgentSettings = {
        ...domain.defaultAgentSettings,
        name: id,
        idleTimeoutMinutes: 5,
        triggers: { keywords: [], sentiment: null, failedResponses: { count: 2 } },
      };
      const events = [
        { type: 'AgentRegistered', at, data: { entry: 1, byName: 'Ada', agentId: id, name: id } },
        { type: 'AgentVersionApplied', at, data: { entry: 2, byName: 'Ada', version: 1, settings } },
        { type: 'AgentVersionPublished', at, data: { entry: 3, byName: 'Ada', version: 1 } },
      ];
      this.write(w, `agent-${id}`, domain.agent, events as domain.AgentEvent[], 'ada', undefined);
    }
  }

  private contact(w: number, contactId: string, choice: number): void {
    const stream = `contact-${contactId}`;
    const details = {
      source: 'form',
      details: { email: `${choice}@example.org` },
      followUp: { followUpId: `f${choice % 5}`, conversationId: null },
    };
    const on = (decide: Decide<domain.Contact>) => this.decide(w, stream, domain.contact, decide, 'ada', contactId);
    on((s, c) => domain.identifyContact(s, { contactId, channel: 'web', externalUserId: contactId }, c));
    on((s, c) => domain.captureDetails(s, details, c));
    if (choice % 3 === 0)
      on((s, c) => domain.closeFollowUp(s, { member: members[0]!, followUpId: 'f0', outcome: 'done' }, c));
    if (choice % 3 === 1) on((s, c) => domain.setFirstHandler(s, { member: members[0]!, firstHandler: 'human' }, c));
  }

  /** As the product does it: open conversations are closed, the key is destroyed, and the log reads as if it had never been there. */
  private erase(w: number, n: number, contactId: string, stream: string): void {
    this.contact(w, contactId, 2);
    this.decide(
      w,
      stream,
      domain.conversation,
      (s, c) => domain.close(s, { by: { kind: 'system', outcome: 'erased' } }, c),
      undefined,
      contactId,
    );
    const at = new Date(this.now).toISOString();
    this.write(
      w,
      `contact-${contactId}`,
      domain.contact,
      [{ type: 'ContactErased', at, data: { entry: 1, requestedBy: 'ada' } }],
      'ada',
      contactId,
    );
    this.sequences.set(n, 100 + (this.sequences.get(n) ?? 1));
    this.erasures.set(n, 1 + (this.erasures.get(n) ?? 0));
  }

  private state<State, Event extends domain.DomainEvent>(
    stream: string,
    { initial }: domain.Aggregate<State, Event>,
  ): State {
    return (this.states.get(stream) as State | undefined) ?? initial;
  }

  private decide<State, Event extends domain.DomainEvent>(
    w: number,
    stream: string,
    aggregate: domain.Aggregate<State, Event>,
    decide: Decide<State>,
    memberId: string | undefined,
    contactId: string | undefined,
  ): void {
    const workspace = this.state(`workspace-${workspaceIds[w]}`, domain.workspace);
    const context: domain.DecisionContext = {
      at: new Date(this.now).toISOString(),
      newId: newIdsOf(stream, `command${this.commands}`),
      actor: memberId === undefined ? { kind: 'customer', id: contactId ?? '' } : { kind: 'member', id: memberId },
      workspace,
      agent: (id) => this.state(`agent-${id}`, domain.agent),
    };
    try {
      const decision = decide(this.state(stream, aggregate), context);
      const events = decision instanceof domain.RecordedRefusal ? decision.events : decision;
      this.write(w, stream, aggregate, events as readonly Event[], memberId, contactId);
    } catch (error) {
      if (!(error instanceof domain.Rejected)) throw error;
    }
  }

  private write<State, Event extends domain.DomainEvent>(
    w: number,
    stream: string,
    aggregate: domain.Aggregate<State, Event>,
    events: readonly Event[],
    memberId: string | undefined,
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
          actor: memberId === undefined ? { kind: 'customer', id: contactId ?? '' } : { kind: 'member', id: memberId },
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
}

/** The history as it opens once the keys of its erased contacts are gone. */
export function afterErasure(events: readonly StoredEvent[]): StoredEvent[] {
  const erased = new Set(
    events.filter(({ event }) => event.type === 'ContactErased').map(({ metadata }) => metadata.contactId),
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
