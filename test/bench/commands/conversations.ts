import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { issueToken, parseIssuerKey } from '#access';
import type { AgentSettings, Member } from '#domain';
import {
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
  /** Tokens of the member who has every conversation, and of the channel the customers write on. */
  readonly tokens: { readonly member: string; readonly channel: string };
  /** Another agent that answers customers. */
  agent(settings: Partial<AgentSettings>): Promise<string>;
  /** A conversation of the agent that the member took; its id. */
  conversation(agentId: string): Promise<string>;
  /** The member answers in it. */
  reply(id: string, text: string): Promise<void>;
  /** So many conversations that the member has, each of ten events; their ids, and what the channel calls their customers. */
  conversations(count: number): Promise<readonly { readonly id: string; readonly externalUserId: string }[]>;
  stop(): Promise<void>;
}

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
  const platform = openPlatform({ eventStoreUrl, keys, masterKey, commandKey, hints: new NoHints(), onFault });
  await platform.settings.start();
  const app = await NestFactory.createApplicationContext(CommandsModule.register(platform), { logger: ['error'] });
  const workspaceId = randomUUID();
  const member = { id: randomUUID(), name: 'Ada Martin', role: 'owner' as const };
  const by = (commandId: string = randomUUID()) => ({
    ...{ commandId, workspaceId, actor: { kind: 'member' as const, id: member.id }, correlationId: commandId },
  });
  const commands = app.get(CommandBus);
  await furnish(commands, workspaceId, member, by);
  const issuer = { key: await parseIssuerKey(stage.tokenKey), issuer: 'handoff-local', audience: 'handoff' };
  const token = (kind: 'member' | 'integration', id: string) =>
    issueToken(issuer, { workspaceId, kind, id, role: kind === 'member' ? 'owner' : 'integration' }, 36_000);

  const writes = async (externalUserId: string, agent: { readonly agentId?: string } = {}) => {
    const message = { channel: 'web', channelMessageId: randomUUID(), externalUserId, text, attachments: [], ...agent };
    return (await commands.execute(new ReceiveCustomerMessage(message, { workspaceId, correlationId: 'bench' })))
      .conversationId;
  };
  const begin = async (externalUserId: string, agent?: { readonly agentId: string }) => {
    const id = await writes(externalUserId, agent);
    await commands.execute(new AssumeConversation(id, { member }, by()));
    return id;
  };
  const reply = async (id: string, words: string) => {
    await commands.execute(new ReplyAsMember(id, { member, text: words, attachments: [] }, by()));
  };
  const one = async () => {
    const externalUserId = `customer-${randomUUID()}`;
    const id = await begin(externalUserId);
    for (let n = 0; n < 3; n += 1) {
      await reply(id, text);
      await writes(externalUserId);
    }
    return { id, externalUserId };
  };
  return {
    platform,
    commands,
    workspaceId,
    contactId: randomUUID(),
    tokens: { member: await token('member', member.id), channel: await token('integration', randomUUID()) },
    agent: (settings) => publishAgent(commands, member, by, settings),
    conversation: (agentId) => begin(`customer-${randomUUID()}`, { agentId }),
    reply,
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

/** Does the work so often, 64 at a time. */
async function inParallel<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      begun += 1;
      done.push(await work());
      if (done.length % 50 === 0) process.stderr.write(`writing conversations: ${done.length} of ${count} …      \r`);
    }
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return done;
}
