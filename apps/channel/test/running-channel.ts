import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { parseIssuerKey, withWorkspace, type IssuerSettings } from '#access';
import {
  AddMember,
  Clock,
  CreateWorkspace,
  FireDeadline,
  openPlatform,
  PublishAgent,
  ReceiveCustomerMessage,
  RegisterAgent,
  SetDefaultAgent,
  type Issue,
  type Platform,
  type Received,
} from '#commands';
import type { AgentSettings, ConversationEvent, DeadlineChange, Instant, Member } from '#domain';
import { EventStoreDB } from '#event-store';
import {
  AllowedNetworks,
  KeepSealed,
  LogConsumers,
  Outside,
  putConnector,
  rowsWithin,
  SecretBox,
  type Connector,
} from '#messaging';
import { purposeKey } from '#personal-data';
import { migrate, projections, runProjector, ViewHints } from '#read-models';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { FormLinks, type FormPlace } from '../src/chat/form-links.js';
import { ChannelModule, type ChannelParts } from '../src/channel.module.js';

@Module({})
class Root {
  static of(imports: DynamicModule[]): DynamicModule {
    return { module: Root, imports };
  }
}

/** This machine's clock, or as much ahead as a test wants. */
class MovableClock extends Clock {
  aheadMs = 0;

  now(): Instant {
    return new Date(Date.now() + this.aheadMs).toISOString();
  }
}

/** The channel service on real parts, with a workspace, its people and an agent. */
export interface RunningChannel {
  readonly url: string;
  readonly platform: Platform;
  readonly pool: Pool;
  readonly parts: ChannelParts;
  readonly issuer: IssuerSettings;
  readonly workspaceId: string;
  readonly agentId: string;
  readonly ada: Member;
  issue(by?: Issue['actor'], commandId?: string): Issue;
  run<T>(command: ICommand): Promise<T>;
  /** A customer writes; a new customer where none is named. */
  write(text: string, from?: string, channel?: string): Promise<Received>;
  /** @returns the secret */
  connect(connector: Partial<Connector> & Pick<Connector, 'kind'>): Promise<string>;
  events(conversationId: string): Promise<readonly ConversationEvent[]>;
  /** How the channel knows the customer of a conversation. */
  externalUserOf(conversationId: string): Promise<string | null | undefined>;
  formLink(place: FormPlace): string;
  /** Makes the wait so long that the contact form goes out: fires the deadline as if its time had come. */
  formDue(conversationId: string): Promise<void>;
  /** Waits until a conversation has an event. */
  sees<Type extends ConversationEvent['type']>(
    conversationId: string,
    type: Type,
    is?: (data: Extract<ConversationEvent, { type: Type }>['data']) => boolean,
  ): Promise<Extract<ConversationEvent, { type: Type }>['data']>;
  stop(): Promise<void>;
}

const secret = () => randomBytes(32).toString('hex');

/** @param eventStoreUrl of an empty event store */
export async function startChannel(
  eventStoreUrl: string,
  settings: Partial<AgentSettings> = {},
): Promise<RunningChannel> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pools = {
    keys: new Pool({ connectionString: urls.handoff_keys, max: 4 }),
    projector: new Pool({ connectionString: urls.handoff_projector, max: 4 }),
    deliveries: new Pool({ connectionString: urls.handoff_projector, max: 10 }),
  };
  for (const one of Object.values(pools)) one.on('error', () => undefined);
  const views = await new DataSource({ type: 'postgres', url: urls.handoff_api, poolSize: 6 }).initialize();
  const clock = new MovableClock();
  const opened = openPlatform({
    ...{ eventStoreUrl, keys: pools.keys, masterKey: secret(), commandKey: secret() },
    hints: new ViewHints(views),
    onFault: () => undefined,
  });
  const platform: Platform = { ...opened, clock };
  const stopping = new AbortController();
  const { signal } = stopping;
  const projecting = runProjector({ store: platform.store, pool: pools.projector, projections, signal });
  const issuer = { key: await parseIssuerKey(secret()), issuer: 'test', audience: 'test' };
  const sealed = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed() });
  const outside = new Outside({ allow: new AllowedNetworks(['127.0.0.1']) });
  let url = '';
  const parts: ChannelParts = {
    ...{ platform, pool: pools.deliveries, views, issuer, outside },
    log: sealed,
    consumers: new LogConsumers({ store: sealed, pool: pools.deliveries }),
    publicUrl: () => url,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    Root.of([ChannelModule.register(parts)]),
    new FastifyAdapter(),
    { logger: ['error', 'fatal'] },
  );
  await platform.settings.start();
  await ChannelModule.serve(app);
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  const bus = app.get(CommandBus);
  const ids = { workspaceId: randomUUID(), agentId: randomUUID() };
  const ada: Member = { id: randomUUID(), name: 'Ada', role: 'operator' };
  const issue: RunningChannel['issue'] = (actor = { kind: 'system', id: 'test' }, commandId = randomUUID()) => ({
    ...{ commandId, workspaceId: ids.workspaceId, actor, correlationId: 'test' },
  });
  await furnish(bus, ids, ada, settings, issue);
  const box = new SecretBox(platform.commandKey);
  const events = async (conversationId: string) =>
    (await platform.store.readStream(`conversation-${conversationId}`)).map(({ event }) => event as ConversationEvent);
  return {
    ...{ url, platform, parts, issuer, ada, issue, events, ...ids, pool: pools.deliveries },
    run: (command) => bus.execute(command),
    write: (text, from = randomUUID(), channel = 'sms') =>
      bus.execute(
        new ReceiveCustomerMessage(
          { channel, channelMessageId: randomUUID(), externalUserId: from, text, attachments: [] },
          { workspaceId: ids.workspaceId, correlationId: 'test' },
        ),
      ),
    connect: async (connector) => {
      const whole = { workspaceId: ids.workspaceId, channel: 'sms', url: null, settings: {}, ...connector };
      const made = await withWorkspace(views, ids.workspaceId, (manager) =>
        putConnector(rowsWithin(manager), box, whole),
      );
      return made!;
    },
    async externalUserOf(conversationId) {
      const [started] = await events(conversationId);
      const { contactId } = started!.data as { contactId: string };
      const [identified] = await platform.store.readStream(`contact-${contactId}`);
      return (identified?.event.data as { externalUserId: string | null }).externalUserId;
    },
    formLink: (place) =>
      new FormLinks(parts.publicUrl, purposeKey(platform.commandKey, 'contact-form-links')).to(place),
    async formDue(conversationId) {
      const requested = (await events(conversationId)).findLast(({ type }) => type === 'HandoffRequested');
      const armed = (requested?.data as { deadlines?: DeadlineChange } | undefined)?.deadlines?.armed ?? [];
      const { kind, generation, dueAt } = armed.find((one) => one.kind === 'unclaimed')!;
      clock.aheadMs = Date.parse(dueAt) - Date.now() + 10;
      await bus.execute(new FireDeadline(conversationId, { kind, generation }, issue()));
      clock.aheadMs = 0;
    },
    async sees(conversationId, type, is = () => true) {
      for (const end = Date.now() + 10_000; ; await pause(20)) {
        const all = await events(conversationId);
        const found = all.find((event) => event.type === type && is(event.data as never));
        if (found !== undefined) return found.data as never;
        if (Date.now() > end) throw new Error(`no ${type} among ${all.map((event) => event.type).join(', ')}`);
      }
    },
    async stop() {
      await app.close();
      stopping.abort();
      await projecting;
      await platform.settings.stop();
      await Promise.all([platform.store.close(), sealed.close(), outside.close(), views.destroy()]);
      await Promise.all(Object.values(pools).map((one) => one.end()));
      await database.drop();
    },
  };
}

async function furnish(
  bus: CommandBus,
  { workspaceId, agentId }: Pick<RunningChannel, 'workspaceId' | 'agentId'>,
  ada: Member,
  settings: Partial<AgentSettings>,
  issue: RunningChannel['issue'],
): Promise<void> {
  const member: Member = { id: randomUUID(), name: 'Olga', role: 'owner' };
  await bus.execute(new CreateWorkspace(workspaceId, { workspaceId, name: 'Test', owner: member }, issue()));
  await bus.execute(new AddMember(workspaceId, { member, memberId: ada.id, name: ada.name, role: ada.role }, issue()));
  await bus.execute(new RegisterAgent(agentId, { member, name: 'Front line', settings }, issue()));
  await bus.execute(new PublishAgent(agentId, { member }, issue()));
  await bus.execute(new SetDefaultAgent(workspaceId, { member, channel: null, agentId }, issue()));
}
