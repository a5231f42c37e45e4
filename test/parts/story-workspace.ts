import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { Principal } from '#access';
import type { DomainEvent } from '#domain';
import type { Answer, Body, OwedTurn } from './answer.js';
import { createWorkspace, isTold, type StoryApplication } from './story-application.js';

/** The people of every story. */
const people = {
  olga: ['Olga Berg', 'owner'],
  sofia: ['Sofia Rossi', 'supervisor'],
  ada: ['Ada Martin', 'operator'],
  ben: ['Ben Okafor', 'operator'],
  paul: ['Paul Novak', 'auditor'],
} as const;

export type PersonName = keyof typeof people;

type Verb = 'get' | 'post' | 'put' | 'delete';

/** A route that never answers is a fault of its own, not one of the whole story. */
const answerWithinMs = 25_000;

/** A customer's message beyond its text. */
export interface MessageParts {
  readonly channel?: string;
  readonly channelMessageId?: string;
  readonly [field: string]: unknown;
}

/** A workspace with its people, a channel connector `web`, and the AI runtimes of its agents, each called by a name. */
export class StoryWorkspace {
  readonly id = randomUUID();
  readonly members = Object.fromEntries(Object.keys(people).map((name) => [name, randomUUID()])) as Record<
    PersonName,
    string
  >;
  /** Agent ids by the name of the agent, which is also the name of its runtime. */
  readonly agents: Record<string, string> = {};
  private readonly tokens = new Map<string, string>();

  private constructor(private readonly application: StoryApplication) {}

  /** With one published agent, `front`, that gets every new conversation, hands off without offering, and listens for "lawyer". */
  static async open(application: StoryApplication, settings: object = {}): Promise<StoryWorkspace> {
    const workspace = new StoryWorkspace(application);
    const { members } = workspace;
    await createWorkspace(application, workspace.id, { id: members.olga, name: people.olga[0] });
    await workspace.letIn('web', { kind: 'integration', id: 'web', role: 'integration' });
    for (const [name, [fullName, role]] of Object.entries(people)) {
      const memberId = members[name as PersonName];
      await workspace.letIn(name, { kind: 'member', id: memberId, role });
      if (role !== 'owner') await workspace.did('olga', '/v1/workspace/members', { memberId, name: fullName, role });
    }
    await workspace.hire('front', { triggers: { keywords: ['lawyer'] }, offerBeforeHandoff: false, ...settings });
    await workspace.set('default-agents', { channel: null, agentId: workspace.agents.front });
    return workspace;
  }

  /** A token for somebody, kept under a name. */
  async letIn(who: string, principal: Omit<Principal, 'workspaceId'>): Promise<void> {
    this.tokens.set(who, await this.application.tokenFor({ workspaceId: this.id, ...principal }));
  }

  /** Keeps a token or a key that somebody has, under a name. */
  know(who: string, token: string): void {
    this.tokens.set(who, token);
  }

  tokenOf(who: string): string | undefined {
    return this.tokens.get(who);
  }

  /** The token of everybody who was let in. */
  everyToken(): readonly string[] {
    return [...this.tokens.values()];
  }

  /** Registers and publishes an agent; its runtime speaks under its name. */
  async hire(name: string, settings: object = {}, publish = true): Promise<string> {
    const { agentId } = await this.did('olga', '/v1/agents', { name, settings });
    this.agents[name] = agentId;
    await this.letIn(name, { kind: 'agent_runtime', id: `runtime-of-${name}`, role: 'agent_runtime', agentId });
    if (publish) await this.did('olga', `/v1/agents/${agentId}/publish`);
    return agentId;
  }

  /** Applies and publishes other settings of an agent. */
  async retrain(name: string, settings: object): Promise<void> {
    await this.did('olga', `/v1/agents/${this.agents[name]}/versions`, { settings });
    await this.did('olga', `/v1/agents/${this.agents[name]}/publish`);
  }

  /** Changes a setting of the workspace. */
  async set(setting: string, body: object): Promise<Answer> {
    return done(await this.send('put', 'olga', `/v1/workspace/${setting}`, body));
  }

  async send(
    verb: Verb,
    who: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const call = request(this.application.url)[verb](path).set(headers).timeout(answerWithinMs);
    const token = this.tokens.get(who);
    if (token !== undefined) void call.set('authorization', `Bearer ${token}`);
    if (verb !== 'get' && headers['content-type'] === undefined) void call.set('content-type', 'application/json');
    const answer = await (verb === 'get'
      ? call
      : call.send(typeof body === 'string' ? body : JSON.stringify(body ?? {})));
    const { text, body: parsed } = answer as { text?: string; body: unknown };
    return {
      status: answer.status,
      headers: answer.headers,
      body: parsed as Body,
      ...(text === undefined ? {} : { text }),
      ...(Buffer.isBuffer(parsed) ? { bytes: parsed } : {}),
    };
  }

  /** Looks at something, showing at least what an earlier answer did. */
  see(who: string, path: string, after?: Answer): Promise<Answer> {
    const position = after === undefined ? '' : `${path.includes('?') ? '&' : '?'}after=${after.body.position}`;
    return this.send('get', who, path + position);
  }

  /** Looks at something, showing everything that is in the log by now. */
  async seeNow(who: string, path: string): Promise<Answer> {
    return this.send('get', who, path, undefined, { 'handoff-after': String(await this.application.head()) });
  }

  /** Does something in a conversation: `act('ada', id, 'claim')`. */
  act(who: string, conversationId: string, what: string, body?: unknown, headers?: Record<string, string>) {
    return this.send('post', who, `/v1/conversations/${conversationId}/${what}`, body, headers);
  }

  /** The same where nothing but success belongs to the story. */
  async acted(who: string, conversationId: string, what: string, body?: unknown): Promise<Answer> {
    return done(await this.act(who, conversationId, what, body));
  }

  /** A message of a customer. */
  write(text: string, from: string, { channel = 'web', ...parts }: MessageParts = {}): Promise<Answer> {
    const message = { text, channelMessageId: randomUUID(), externalUserId: from, ...parts };
    return this.send('post', 'web', `/v1/channels/${channel}/messages`, message);
  }

  /** The turn that an agent owes in the conversation of an answer. */
  async turn(agent: string, { body: { conversationId, position } }: Answer): Promise<OwedTurn> {
    const path = `/v1/agents/${this.agents[agent]}/turns?after=${position}`;
    const { turns } = done(await this.send('get', agent, path)).body as unknown as { turns: readonly OwedTurn[] };
    const turn = turns.findLast((one) => one.conversationId === conversationId);
    if (turn === undefined) throw new Error(`${agent} owes no turn in ${conversationId}: ${JSON.stringify(turns)}`);
    return turn;
  }

  /** An agent's answer under a turn. */
  reply(agent: string, { conversationId, turnId, epoch }: OwedTurn, text = 'Here you are.'): Promise<Answer> {
    return this.act(agent, conversationId, 'agent-replies', { turnId, epoch, text });
  }

  /** What of a conversation's timeline is of some type (else all but told facts), up to an answer at least. */
  async timeline(after: Answer, ...types: string[]) {
    const path = `/v1/conversations/${after.body.conversationId}/timeline?limit=200`;
    const { items } = done(await this.see('paul', path, after)).body;
    return items.filter(({ type }) => (types.length === 0 ? !isTold(type) : types.includes(type)));
  }

  /** The handoffs of a conversation, the first one first, up to an answer at least. */
  async handoffs(after: Answer) {
    const path = `/v1/handoffs?conversationId=${after.body.conversationId}`;
    return [...done(await this.see('paul', path, after)).body.items].reverse();
  }

  /** The events of a conversation as they stand in the log, told facts apart. */
  async events(conversationId: string): Promise<readonly DomainEvent[]> {
    const stored = await this.application.log.readStream(`conversation-${conversationId}`);
    return stored.map(({ event }) => event).filter(({ type }) => !isTold(type));
  }

  /** Does something where nothing but success belongs to the story. */
  async did(who: string, path: string, body?: unknown): Promise<Body> {
    return done(await this.send('post', who, path, body)).body;
  }
}

function done(answer: Answer): Answer {
  if (answer.status === 200) return answer;
  throw new Error(`expected 200, not ${answer.status}: ${JSON.stringify(answer.body)}`);
}
