import { randomBytes, randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { Member } from '#domain';
import { EventStore, type Appended, type FollowOptions, type LogBatch, type StoredEvent } from '#event-store';
import { personalDataMigrations } from '#personal-data';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import {
  CommandsModule,
  ConversationHints,
  CreateWorkspace,
  openPlatform,
  type PlatformParts,
  PublishAgent,
  ReceiveCustomerMessage,
  RegisterAgent,
  SetDefaultAgent,
  type IncomingMessage,
  type Issue,
  type Platform,
  type Received,
} from '../src/index.js';

/** Counts what crosses to the log, and hands it on. */
export class CountingStore extends EventStore {
  appends = 0;
  reads = 0;

  constructor(private readonly inner: EventStore) {
    super();
  }

  reset(): void {
    this.appends = this.reads = 0;
  }

  append(...given: Parameters<EventStore['append']>): Promise<Appended> {
    this.appends += 1;
    return this.inner.append(...given);
  }

  readStream(...given: Parameters<EventStore['readStream']>): Promise<StoredEvent[]> {
    this.reads += 1;
    return this.inner.readStream(...given);
  }

  readAll(options: Parameters<EventStore['readAll']>[0]): Promise<LogBatch & { readonly atEnd: boolean }> {
    return this.inner.readAll(options);
  }

  head(streamPrefixes: readonly string[]): Promise<bigint | undefined> {
    return this.inner.head(streamPrefixes);
  }

  follow(options: FollowOptions): Promise<void> {
    return this.inner.follow(options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/** Says what a test tells it to: views may be any amount behind. */
export class GivenHints extends ConversationHints {
  number: number | undefined;
  humanOnly: Readonly<Record<string, string>> = {};

  latest(): Promise<number | undefined> {
    return Promise.resolve(this.number);
  }

  humanOnlyWith(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve(this.humanOnly);
  }

  openConversations(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  assignedTo(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }
}

/** The command handlers on a real log and real keys, with one workspace and its agent. */
export interface RunningCommands {
  readonly platform: Platform;
  readonly store: CountingStore;
  readonly hints: GivenHints;
  readonly bus: CommandBus;
  readonly workspaceId: string;
  readonly agentId: string;
  readonly member: Member;
  readonly issue: (commandId?: string) => Issue;
  receive(message: Partial<IncomingMessage>, commandId?: string): Promise<Received>;
  /** Another process on the same log: it knows nothing but what the log and the hints say. */
  another(mode?: PlatformParts['mode']): Promise<RunningCommands>;
  stop(): Promise<void>;
}

function issueOf(workspaceId: string, commandId: string = randomUUID()): Issue {
  return { commandId, workspaceId, actor: { kind: 'member', id: 'olga' }, correlationId: 'test' };
}

/** @param eventStoreUrl of an empty event store */
export async function startCommands(eventStoreUrl: string): Promise<RunningCommands> {
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  const owner = new DataSource({ type: 'postgres', url: database.url, migrations: [...personalDataMigrations] });
  await owner.initialize();
  await owner.runMigrations();
  await owner.destroy();
  const secret = () => randomBytes(32).toString('hex');
  const given = { eventStoreUrl, keysUrl: urls.handoff_keys, masterKey: secret(), commandKey: secret() };
  const ids = { workspaceId: randomUUID(), agentId: randomUUID() };
  const first = await startProcess(given, ids);
  await furnish(first);
  return {
    ...first,
    async stop() {
      await first.stop();
      await database.drop();
    },
  };
}

interface Given {
  readonly eventStoreUrl: string;
  readonly keysUrl: string;
  readonly masterKey: string;
  readonly commandKey: string;
}

async function startProcess(
  given: Given,
  ids: Pick<RunningCommands, 'workspaceId' | 'agentId'>,
  mode: PlatformParts['mode'] = 'standalone',
): Promise<RunningCommands> {
  const keys = new Pool({ connectionString: given.keysUrl, max: 4 }).on('error', () => undefined);
  const hints = new GivenHints();
  const opened = openPlatform({ mode, ...given, keys, hints, onFault: () => undefined });
  const store = new CountingStore(opened.store);
  const platform: Platform = { ...opened, store };
  try {
    await platform.settings.start();
  } catch (error) {
    await platform.settings.stop();
    await Promise.all([store.close(), keys.end()]);
    throw error;
  }
  const app: INestApplicationContext = await NestFactory.createApplicationContext(CommandsModule.register(platform), {
    logger: ['error'],
  });
  const bus = app.get(CommandBus);
  const others: RunningCommands[] = [];
  return {
    platform,
    store,
    hints,
    bus,
    ...ids,
    member: { id: 'olga', name: 'Olga', role: 'owner' },
    issue: (commandId) => issueOf(ids.workspaceId, commandId),
    receive: (message, commandId) =>
      bus.execute(
        new ReceiveCustomerMessage(
          { channel: 'web', channelMessageId: randomUUID(), text: 'Hello', attachments: [], ...message },
          {
            workspaceId: ids.workspaceId,
            correlationId: 'test',
            ...(commandId === undefined ? {} : { commandId }),
          },
        ),
      ),
    async another(otherMode) {
      const other = await startProcess(given, ids, otherMode);
      others.push(other);
      return other;
    },
    async stop() {
      for (const other of others) await other.stop();
      await app.close();
      await platform.settings.stop();
      await store.close();
      await keys.end();
    },
  };
}

async function furnish({ bus, workspaceId, agentId, member, issue }: RunningCommands): Promise<void> {
  await bus.execute(new CreateWorkspace(workspaceId, { workspaceId, name: 'Test', owner: member }, issue()));
  await bus.execute(new RegisterAgent(agentId, { member, name: 'Front line' }, issue()));
  await bus.execute(new PublishAgent(agentId, { member }, issue()));
  await bus.execute(new SetDefaultAgent(workspaceId, { member, channel: null, agentId }, issue()));
}
