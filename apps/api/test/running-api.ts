import { randomBytes, randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { issueToken, verifyBearer, type Principal } from '#access';
import {
  AddMember,
  CreateWorkspace,
  openPlatform,
  PublishAgent,
  RegisterAgent,
  SetDefaultAgent,
  type Platform,
} from '#commands';
import { loadConfiguration, type Configuration } from '#configuration';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { NotificationWatch } from '#messaging';
import { migrate, projections, runProjector, ViewHints, ViewPositions } from '#read-models';
import { createTestDatabase } from '../../../test/parts/postgres.js';
import { makeTestRoles } from '../../../test/parts/database-roles.js';
import { ApiModule } from '../src/api.module.js';

/** The API on real parts of its own (PostgreSQL, an event store node, the projector in this process), and one workspace. */
export interface RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Its log, which may be stopped before it. */
  readonly node: EventStoreNode;
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly agentId: string;
  readonly members: Readonly<Record<'olga' | 'ada' | 'ben' | 'paul', string>>;
  tokenOf(principal: Omit<Principal, 'workspaceId'> & { readonly workspaceId?: string }): Promise<string>;
  /** Ends the API; the log can still be read. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

const secret = () => randomBytes(32).toString('hex');

const settings = { triggers: { keywords: ['lawyer'] }, offerBeforeHandoff: false };

/** @param besides settings of this one */
export async function startApi(besides: Partial<Configuration> = {}): Promise<RunningApi> {
  const node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  const database = await createTestDatabase();
  const urls = await makeTestRoles(database.url);
  await migrate(database.url);
  const pools = {
    keys: new Pool({ connectionString: urls.handoff_keys, max: 4 }),
    projector: new Pool({ connectionString: urls.handoff_projector, max: 4 }),
    listener: new Pool({ connectionString: urls.handoff_api, max: 3 }),
  };
  for (const pool of Object.values(pools)) pool.on('error', () => undefined);
  const views = await new DataSource({ type: 'postgres', url: urls.handoff_api, poolSize: 6 }).initialize();
  const positions = new ViewPositions(pools.listener);
  const notifications = new NotificationWatch(pools.listener);
  const platform = openPlatform({
    mode: 'standalone',
    eventStoreUrl: node.connectionString,
    keys: pools.keys,
    masterKey: secret(),
    commandKey: secret(),
    hints: new ViewHints(views),
    onFault: () => undefined,
  });
  const stopping = new AbortController();
  const projecting = runProjector({
    store: platform.store,
    pool: pools.projector,
    projections,
    signal: stopping.signal,
  });
  const small = { bodyLimitBytes: 64 * 1024, longPollLimitMs: 5_000, readYourWritesLimitMs: 3_000 };
  const configuration = loadConfiguration({}, { ...small, tokenKey: secret(), ...besides });
  const issuers = await ApiModule.trustedIssuers(configuration);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.register({
      platform,
      configuration,
      views,
      ...{ positions, notifications },
      verifyToken: (token) => verifyBearer(issuers, token),
    }),
    ApiModule.adapter(configuration),
    { logger: ['error', 'fatal'] },
  );
  await platform.settings.start();
  positions.start();
  notifications.start();
  await ApiModule.prepare(app).listen(0, '127.0.0.1');

  const workspaceId = randomUUID();
  const members = { olga: randomUUID(), ada: randomUUID(), ben: randomUUID(), paul: randomUUID() };
  const agentId = randomUUID();
  await furnish(app.get(CommandBus), { workspaceId, members, agentId });
  const close = async () => {
    await app.close();
    stopping.abort();
    await projecting;
    await platform.settings.stop();
    await Promise.all([positions.stop(), notifications.stop()]);
    await platform.store.close();
    await views.destroy();
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    await database.drop();
  };
  return {
    app,
    url: await app.getUrl(),
    node,
    platform,
    workspaceId,
    agentId,
    members,
    tokenOf: (principal) => issueToken(issuers.local!, { workspaceId, ...principal }, 3_600),
    close,
    async stop() {
      await close();
      await node.stop();
    },
  };
}

async function furnish(
  bus: CommandBus,
  { workspaceId, members, agentId }: Pick<RunningApi, 'workspaceId' | 'members' | 'agentId'>,
): Promise<void> {
  const member = { id: members.olga, name: 'Olga', role: 'owner' as const };
  const issue = () => ({
    commandId: randomUUID(),
    workspaceId,
    actor: { kind: 'member' as const, id: member.id },
    correlationId: 'test',
  });
  await bus.execute(new CreateWorkspace(workspaceId, { workspaceId, name: 'Test', owner: member }, issue()));
  for (const [name, role] of [
    ['ada', 'operator'],
    ['ben', 'operator'],
    ['paul', 'auditor'],
  ] as const)
    await bus.execute(new AddMember(workspaceId, { member, memberId: members[name], name, role }, issue()));
  await bus.execute(new RegisterAgent(agentId, { member, name: 'Front line', settings }, issue()));
  await bus.execute(new PublishAgent(agentId, { member }, issue()));
  await bus.execute(new SetDefaultAgent(workspaceId, { member, channel: null, agentId }, issue()));
}
