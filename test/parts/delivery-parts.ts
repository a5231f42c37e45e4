import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { parseIssuerKey, type IssuerSettings } from '#access';
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
import { startEventStoreNode } from '#embedded-event-store';
import { EventStoreDB, type EventStore } from '#event-store';
import { AllowedNetworks, KeepSealed, LogConsumers, Outside, type Consumers } from '#messaging';
import { migrate, projections, runProjector, ViewHints } from '#read-models';
import { makeTestRoles } from './database-roles.js';
import { createTestDatabase } from './postgres.js';

/** This machine's clock, or as much ahead as a test wants. */
class MovableClock extends Clock {
  aheadMs = 0;

  now(): Instant {
    return new Date(Date.now() + this.aheadMs).toISOString();
  }
}

/** What the services that deliver stand on: real parts of their own, in this process. */
export interface DeliveryParts {
  readonly platform: Platform;
  readonly consumers: Consumers;
  readonly log: EventStore;
  readonly pool: Pool;
  readonly views: DataSource;
  readonly outside: Outside;
  readonly issuer: IssuerSettings;
  readonly clock: MovableClock;
  stop(): Promise<void>;
}

export async function openDeliveryParts(): Promise<DeliveryParts> {
  const node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  const eventStoreUrl = node.connectionString;
  const secret = () => randomBytes(32).toString('hex');
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pools = {
    keys: new Pool({ connectionString: urls.handoff_keys, max: 4 }),
    projector: new Pool({ connectionString: urls.handoff_projector, max: 4 }),
    deliveries: new Pool({ connectionString: urls.handoff_projector, max: 12 }),
  };
  for (const one of Object.values(pools)) one.on('error', () => undefined);
  const views = await new DataSource({ type: 'postgres', url: urls.handoff_api, poolSize: 6 }).initialize();
  const clock = new MovableClock();
  const opened = openPlatform({
    mode: 'standalone',
    ...{ eventStoreUrl, keys: pools.keys, masterKey: secret(), commandKey: secret() },
    hints: new ViewHints(views),
    onFault: () => undefined,
  });
  const platform: Platform = { ...opened, clock };
  const stopping = new AbortController();
  const { signal } = stopping;
  const projecting = runProjector({ store: platform.store, pool: pools.projector, projections, signal });
  const log = new EventStoreDB({ connectionString: eventStoreUrl, sealer: new KeepSealed() });
  const outside = new Outside({ allow: new AllowedNetworks(['127.0.0.1']) });
  await platform.settings.start();
  return {
    ...{ platform, log, views, outside, clock, pool: pools.deliveries },
    issuer: { key: await parseIssuerKey(secret()), issuer: 'test', audience: 'test' },
    consumers: new LogConsumers({ store: log, pool: pools.deliveries }),
    async stop() {
      stopping.abort();
      await projecting;
      await platform.settings.stop();
      await Promise.all([platform.store.close(), log.close(), outside.close(), views.destroy()]);
      await Promise.all(Object.values(pools).map((one) => one.end()));
      await Promise.all([database.drop(), node.stop()]);
    },
  };
}

/** A workspace with its owner, an operator and an agent that gets every conversation. */
export class DeliveryWorkspace {
  readonly workspaceId = randomUUID();
  readonly agentId = randomUUID();
  readonly owner: Member = { id: randomUUID(), name: 'Olga', role: 'owner' };
  readonly ada: Member = { id: randomUUID(), name: 'Ada', role: 'operator' };

  private constructor(
    readonly commands: CommandBus,
    private readonly parts: Pick<DeliveryParts, 'platform' | 'clock'>,
  ) {}

  static async make(
    commands: CommandBus,
    parts: Pick<DeliveryParts, 'platform' | 'clock'>,
    settings: Partial<AgentSettings> = {},
  ): Promise<DeliveryWorkspace> {
    const made = new DeliveryWorkspace(commands, parts);
    const { workspaceId, agentId, owner: member, ada } = made;
    await commands.execute(
      new CreateWorkspace(workspaceId, { workspaceId, name: 'Test', owner: member }, made.issue()),
    );
    await made.admit(ada);
    await commands.execute(new RegisterAgent(agentId, { member, name: 'Front line', settings }, made.issue()));
    await commands.execute(new PublishAgent(agentId, { member }, made.issue()));
    await commands.execute(new SetDefaultAgent(workspaceId, { member, channel: null, agentId }, made.issue()));
    return made;
  }

  async admit({ id, name, role }: Member): Promise<void> {
    await this.commands.execute(
      new AddMember(this.workspaceId, { member: this.owner, memberId: id, name, role }, this.issue()),
    );
  }

  issue(actor: Issue['actor'] = { kind: 'system', id: 'test' }, commandId: string = randomUUID()): Issue {
    return { commandId, workspaceId: this.workspaceId, actor, correlationId: 'test' };
  }

  /** A customer writes; a new customer where none is named. */
  write(text: string, from: string = randomUUID(), channel = 'sms'): Promise<Received> {
    return this.commands.execute(
      new ReceiveCustomerMessage(
        { channel, channelMessageId: randomUUID(), externalUserId: from, text, attachments: [] },
        { workspaceId: this.workspaceId, correlationId: 'test' },
      ),
    );
  }

  async events(conversationId: string): Promise<readonly ConversationEvent[]> {
    const stored = await this.parts.platform.store.readStream(`conversation-${conversationId}`);
    return stored.map(({ event }) => event as ConversationEvent);
  }

  /** Waits until a conversation has an event. */
  async sees<Type extends ConversationEvent['type']>(
    conversationId: string,
    type: Type,
    is: (data: Extract<ConversationEvent, { type: Type }>['data']) => boolean = () => true,
  ): Promise<Extract<ConversationEvent, { type: Type }>['data']> {
    for (const end = Date.now() + 10_000; ; await pause(20)) {
      const all = await this.events(conversationId);
      const found = all.find((event) => event.type === type && is(event.data as never));
      if (found !== undefined) return found.data as never;
      if (Date.now() > end) throw new Error(`no ${type} among ${all.map((event) => event.type).join(', ')}`);
    }
  }

  /** Makes the next step of waiting due: fires the deadline as if its time had come. */
  async nextStepDue(conversationId: string): Promise<void> {
    const armed = (await this.events(conversationId)).flatMap(
      ({ data }) => (data as { deadlines?: DeadlineChange }).deadlines?.armed ?? [],
    );
    const { kind, generation, dueAt } = armed.findLast((one) => one.kind === 'unclaimed')!;
    this.parts.clock.aheadMs = Date.parse(dueAt) - Date.now() + 10;
    await this.commands.execute(new FireDeadline(conversationId, { kind, generation }, this.issue()));
    this.parts.clock.aheadMs = 0;
  }
}
