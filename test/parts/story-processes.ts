import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { OidcIssuer, oidcAlgorithms, type Principal } from '#access';
import { CommandsModule, openPlatform } from '#commands';
import { startEventStoreNode } from '#embedded-event-store';
import type { EventStore } from '#event-store';
import { ViewHints, migrate } from '#read-models';
import { testBroker } from '../kafka/parts/broker.js';
import { countOf, effectsOf } from '../kafka/parts/effects.js';
import { until } from '../kafka/parts/until.js';
import { startProcess } from './app-process.js';
import type { DieAt } from './die-at.js';
import { makeTestRoles } from './database-roles.js';
import { readingOf } from './log-reading.js';
import { startOidcIssuer } from './oidc-issuer.js';
import { createTestDatabase } from './postgres.js';

const group = 'stories';

/** What the notifier says when it is there. */
const telling = /telling members/;

/**
 * The product as it is deployed: every app and a consumer as processes of their own, with a Kafka broker. What has
 * no route is done from this process. At the end it is held against the log: every event of a conversation took effect in the consumer
 * once, and in order.
 */
export async function startStoryProcesses(more: Readonly<Record<string, string>> = {}) {
  const [database, logDatabase, broker] = await Promise.all([createTestDatabase(), createTestDatabase(), testBroker()]);
  const roleUrls = await makeTestRoles(database.url);
  await migrate(database.url);
  await makeEffects(database.url);
  const node = await startEventStoreNode({
    storage: { kind: 'postgres', url: logDatabase.url },
    port: 0,
    log: () => undefined,
  });
  const exportDir = await mkdtemp(path.join(tmpdir(), 'handoff-test-exports-'));
  const secret = () => randomBytes(32).toString('hex');
  const [masterKey, commandKey] = [secret(), secret()];
  const identity = await startOidcIssuer();
  const eventStoreUrl = node.connectionString;
  const settings = {
    HANDOFF_MODE: 'production',
    HANDOFF_EVENT_STORE_URL: eventStoreUrl,
    HANDOFF_DATABASE_API_URL: roleUrls.handoff_api,
    HANDOFF_DATABASE_PROJECTOR_URL: roleUrls.handoff_projector,
    HANDOFF_DATABASE_KEYS_URL: roleUrls.handoff_keys,
    HANDOFF_DATABASE_TIMEKEEPER_URL: roleUrls.handoff_timekeeper,
    HANDOFF_DATABASE_LEDGER_URL: roleUrls.handoff_ledger,
    HANDOFF_MASTER_KEY: masterKey,
    HANDOFF_COMMAND_KEY: commandKey,
    HANDOFF_OIDC_ISSUER: identity.url,
    HANDOFF_EXPORT_KEY: secret(),
    HANDOFF_EXPORT_DIR: exportDir,
    HANDOFF_LEDGER_KEY: secret(),
    HANDOFF_LEDGER_SIGN_EVERY_MS: '200',
    HANDOFF_KAFKA_BROKERS: broker.brokers.join(','),
    HANDOFF_KAFKA_PARTITIONS: '4',
    HANDOFF_KAFKA_REPLICATION: '1',
    HANDOFF_HTTP_PORT: '0',
    HANDOFF_OUTBOUND_ALLOW: '127.0.0.1',
    ...more,
  };
  const start = (app: string, besides: Readonly<Record<string, string>> = {}) =>
    startProcess(`apps/${app}/src/main.js`, { ...settings, ...besides });
  const [api, projector, timekeeper, relay] = [start('api'), start('projector'), start('timekeeper'), start('relay')];
  // For the tokens of visitors; the API is given none.
  const chats = { HANDOFF_TOKEN_KEY: secret() };
  const services = { channel: start('channel', chats), notifier: start('notifier') };
  const reading = { role: 'consumer', brokers: broker.brokers, log: eventStoreUrl, group };
  const consumer = startProcess('test/kafka/parts/worker.js', {}, [
    JSON.stringify({ ...reading, database: roleUrls.handoff_projector }),
  ]);
  const url = (await api.saying(/listening at (http:\S+?),/))[1]!;
  const channelUrl = (await services.channel.saying(/listening at (http:[^\s"]+)/))[1]!;
  await services.notifier.saying(telling);

  const keys = new Pool({ connectionString: roleUrls.handoff_keys, max: 2 }).on('error', () => undefined);
  const effects = new Pool({ connectionString: database.url, max: 2 }).on('error', () => undefined);
  const views = await new DataSource({ type: 'postgres', url: roleUrls.handoff_api, poolSize: 2 }).initialize();
  const hints = new ViewHints(views);
  const platform = openPlatform({
    mode: 'standalone',
    eventStoreUrl,
    keys,
    masterKey,
    commandKey,
    hints,
    onFault: () => undefined,
  });
  await platform.settings.start();
  const context = await NestFactory.createApplicationContext(CommandsModule.register(platform), { logger: ['error'] });
  const claims = { workspace: 'workspace', role: 'role', id: 'sub', agent: 'agent' };
  const { url: issuer, audience } = identity;
  const vouching = new OidcIssuer({ issuer, audience, algorithms: oidcAlgorithms, claims, roleWords: {} });
  const log = platform.store;
  return {
    ...{ url, channelUrl, brokers: broker.brokers },
    /** Starts a service again once it is gone; one that is to die, dies by itself. */
    restart: async (name: 'channel' | 'notifier', dieAt?: DieAt) => {
      const own = name === 'channel' ? chats : {};
      const dying = dieAt && { DIE_AT: JSON.stringify(dieAt) };
      const given = { ...settings, ...own, ...dying };
      const service = startProcess(`apps/${name}/src/main.js`, given, [], 'test/parts/die-at.js');
      services[name] = service;
      await service.saying(name === 'channel' ? /listening at / : telling);
      return service;
    },
    services,
    /** What each process has said, line by line. */
    said: () =>
      [api, projector, timekeeper, relay, services.channel, services.notifier].flatMap((one) =>
        one.output().split('\n'),
      ),
    tokenFor: (principal: Principal, lifeSeconds?: number) => identity.tokenFor(principal, lifeSeconds),
    identityOf: (token: string) => vouching.verify(token),
    commands: context.get(CommandBus),
    databaseUrl: database.url,
    masterKey,
    exportDir,
    eventStoreUrl,
    ...readingOf(log),
    heard: async (workspaceId: string, memberId: string) => {
      const owner = { workspaceId, kind: 'member', id: memberId, role: 'owner' } as const;
      const headers = { authorization: `Bearer ${await identity.tokenFor(owner, 60)}` };
      await until('the API knows the workspace', 60_000, async () => {
        return (await fetch(`${url}/v1/workspace`, { headers })).status === 200;
      });
    },
    async stop() {
      try {
        await Promise.all([api, services.channel, services.notifier, projector, timekeeper].map((one) => one.stop()));
        const appended = await conversationsIn(log);
        const total = countOf(appended);
        await until(`all ${total} effects`, 120_000, async () => countOf(await effectsOf(effects, group)) >= total);
        expectSame(await effectsOf(effects, group), appended);
      } finally {
        await Promise.all([relay.stop(), consumer.stop()]);
        await context.close();
        await platform.settings.stop();
        await log.close();
        await views.destroy();
        await Promise.all([keys.end(), effects.end()]);
        await identity.stop();
        await node.stop();
        await broker.stop();
        await Promise.all([database.drop(), logDatabase.drop()]);
        await rm(exportDir, { recursive: true, force: true });
      }
    },
  };
}

/** Where the consumer leaves its effects. */
async function makeEffects(url: string): Promise<void> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  await owner.query(`create table public.effect (
      n bigint generated always as identity, consumer text, event_id uuid, stream text, revision bigint);
    grant select, insert on public.effect to handoff_projector`);
  await owner.end();
}

async function conversationsIn(log: EventStore): Promise<Map<string, string[]>> {
  const streams = new Map<string, string[]>();
  for (let after: bigint | undefined; ;) {
    const page = await log.readAll({ after, maxCount: 1_000, streamPrefixes: ['conversation-'] });
    for (const { stream, eventId } of page.entries) streams.set(stream, [...(streams.get(stream) ?? []), eventId]);
    if (page.atEnd) return streams;
    after = page.position;
  }
}

/** A broker that others use too may bring events of other logs; they are none of ours. */
function expectSame(found: ReadonlyMap<string, readonly string[]>, appended: ReadonlyMap<string, readonly string[]>) {
  for (const [stream, ids] of appended) {
    const effects = found.get(stream) ?? [];
    if (effects.join() !== ids.join())
      throw new Error(
        `${stream} holds ${ids.length} events, and the consumer had ${effects.length}: ${effects.join()}`,
      );
  }
}
