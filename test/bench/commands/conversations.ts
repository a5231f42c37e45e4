import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { issueToken, parseIssuerKey } from '#access';
import type { AgentSettings, Member } from '#domain';
import {
  AddMember,
  AssumeConversation,
  CommandsModule,
  ConversationHints,
  CreateWorkspace,
  openPlatform,
  PublishAgent,
  ReceiveCustomerMessage,
  RegisterAgent,
  ReplyAsMember,
  SetDefaultAgent,
  type Issue,
  type Platform,
} from '#commands';
import type { Stage } from './stage.js';

/** A process of ours that writes what the measurements begin with. */
export interface Writer {
  readonly platform: Platform;
  readonly commands: CommandBus;
  readonly workspaceId: string;
  /** A customer. */
  readonly contactId: string;
  /** The token of the channel the customers write on. */
  readonly channelToken: string;
  /** Another agent that answers customers. */
  agent(settings: Partial<AgentSettings>): Promise<string>;
  /** A conversation of the agent that the owner took; its id. */
  conversation(agentId: string): Promise<string>;
  /** The owner answers in it. */
  reply(id: string, text: string): Promise<void>;
  /** So many conversations, each of ten events; the members take turns in having them. */
  conversations(count: number): Promise<readonly Written[]>;
  stop(): Promise<void>;
}

/** A conversation, what the channel calls its customer, and the token of the member who has it. */
export interface Written {
  readonly id: string;
  readonly externalUserId: string;
  readonly memberToken: string;
}

/** Who share the conversations: the API works on two requests of one member at once, so that 32 in flight have to be of many. */
const memberCount = 64;

export const text = 'Your invoice for October is on its way. '.repeat(4).trim();

/** How long an agent may owe an answer: long enough to be no part of the measurements of commands. */
export const turnSeconds = 3_600;

/** No views run beside the measurements. */
export class NoHints extends ConversationHints {
  latest(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  humanOnlyWith(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({});
  }

  openConversations(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  assignedTo(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

export async function startWriter(stage: Stage): Promise<Writer> {
  const { eventStoreUrl, masterKey, commandKey } = stage;
  const keys = new Pool({ connectionString: stage.roleUrls.handoff_keys, max: 5 });
  let stopping = false;
  const onFault = (what: string, error: unknown) =>
    stopping || console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const platform = openPlatform({
    mode: 'standalone',
    eventStoreUrl,
    keys,
    masterKey,
    commandKey,
    hints: new NoHints(),
    onFault,
  });
  await platform.settings.start();
  const app = await NestFactory.createApplicationContext(CommandsModule.register(platform), { logger: ['error'] });
  const workspaceId = randomUUID();
  const owner: Member = { id: randomUUID(), name: 'Ada Martin', role: 'owner' };
  const by = (member = owner, commandId: string = randomUUID()) => ({
    ...{ commandId, workspaceId, actor: { kind: 'member' as const, id: member.id }, correlationId: commandId },
  });
  const commands = app.get(CommandBus);
  await furnish(commands, workspaceId, owner, by);
  const issuer = { key: await parseIssuerKey(stage.tokenKey), issuer: 'handoff-local', audience: 'handoff' };
  const token = (kind: 'member' | 'integration', id: string, role: Member['role'] | 'integration') =>
    issueToken(issuer, { workspaceId, kind, id, role }, 36_000);

  const writes = async (externalUserId: string, agent: { readonly agentId?: string } = {}) => {
    const message = { channel: 'web', channelMessageId: randomUUID(), externalUserId, text, attachments: [], ...agent };
    return (await commands.execute(new ReceiveCustomerMessage(message, { workspaceId, correlationId: 'bench' })))
      .conversationId;
  };
  const begin = async (externalUserId: string, member: Member, agent?: { readonly agentId: string }) => {
    const id = await writes(externalUserId, agent);
    await commands.execute(new AssumeConversation(id, { member }, by(member)));
    return id;
  };
  const reply = async (id: string, words: string, member: Member) => {
    await commands.execute(new ReplyAsMember(id, { member, text: words, attachments: [] }, by(member)));
  };
  const staff = async (n: number) => {
    const member: Member = { id: randomUUID(), name: `Ada Martin ${n}`, role: 'operator' };
    const { id: memberId, name, role } = member;
    await commands.execute(new AddMember(workspaceId, { member: owner, memberId, name, role }, by()));
    return { member, memberToken: await token('member', memberId, role) };
  };
  const members = await inParallel(memberCount, staff);
  const one = async (n: number) => {
    const externalUserId = `customer-${randomUUID()}`;
    const { member, memberToken } = members[n % members.length]!;
    const id = await begin(externalUserId, member);
    for (let round = 0; round < 3; round += 1) {
      await reply(id, text, member);
      await writes(externalUserId);
    }
    return { id, externalUserId, memberToken };
  };
  return {
    platform,
    commands,
    workspaceId,
    contactId: randomUUID(),
    channelToken: await token('integration', randomUUID(), 'integration'),
    agent: (settings) => publishAgent(commands, owner, by, settings),
    conversation: (agentId) => begin(`customer-${randomUUID()}`, owner, { agentId }),
    reply: (id, words) => reply(id, words, owner),
    conversations: (count) => inParallel(count, one),
    stop: async () => {
      stopping = true;
      await app.close();
      await platform.settings.stop();
      await platform.store.close();
      await keys.end();
    },
  };
}

async function furnish(commands: CommandBus, workspaceId: string, member: Member, by: () => Issue): Promise<void> {
  await commands.execute(new CreateWorkspace(workspaceId, { workspaceId, name: 'Bench', owner: member }, by()));
  const agentId = await publishAgent(commands, member, by, {});
  await commands.execute(new SetDefaultAgent(workspaceId, { member, channel: null, agentId }, by()));
}

async function publishAgent(
  commands: CommandBus,
  member: Member,
  by: () => Issue,
  more: Partial<AgentSettings>,
): Promise<string> {
  const agentId = randomUUID();
  const settings = { turnTimeoutSeconds: turnSeconds, ...more };
  await commands.execute(new RegisterAgent(agentId, { member, name: 'Front line', settings }, by()));
  await commands.execute(new PublishAgent(agentId, { member }, by()));
  return agentId;
}

/** Does the work so often, 64 at a time; what came of it in the order in which it was begun. */
async function inParallel<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      const n = begun++;
      done[n] = await work(n);
      if (n % 50 === 0) process.stderr.write(`writing conversations: ${n} of ${count} …      \r`);
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return done;
}
