import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { issueToken, verifyToken, type Identity, type Principal } from '#access';
import { CreateWorkspace } from '#commands';
import { loadConfiguration } from '#configuration';
import { startEventStoreNode } from '#embedded-event-store';
import { EventStoreDB, type EventStore } from '#event-store';
import { KeyedFieldSealer, KeyStore, parseMasterKey, WorkspaceKeys } from '#personal-data';
import { startApplication, type Application } from '../../apps/standalone/src/application.js';
import { makeTestRoles } from './database-roles.js';
import { readingOf } from './log-reading.js';
import { createTestDatabase } from './postgres.js';
import { startStoryProcesses } from './story-processes.js';

export { isTold } from './log-reading.js';

/** Where messengers and runtimes of stories are: nothing else within may be called. */
export const storyNetwork = '127.0.0.1';

/** The whole product in this process: every app on a PostgreSQL and an event store node of their own. */
export interface StoryApplication extends Pick<Application, 'url'> {
  /** Where customers, messengers and their chats reach it. */
  readonly channelUrl: string;
  /** A token that lets somebody in, good for an hour unless said otherwise. */
  tokenFor(principal: Principal, lifeSeconds?: number): Promise<string>;
  /** Whom a token speaks for. @throws InvalidToken */
  identityOf(token: string): Promise<Identity>;
  readonly commands: Pick<Application['commands'], 'execute'>;
  /** The log with its personal fields open, read apart from the product through the real client. */
  readonly log: EventStore;
  /** The databases of the views and of the log. */
  readonly databaseUrl: string;
  /** Opens the personal data of both, for those who work on them from outside. */
  readonly masterKey: string;
  /** Where exports are kept once they are made. */
  readonly exportDir: string;
  /** The log, for further readers of it. */
  readonly eventStoreUrl: string;
  /** Where the newest event of ours stands. */
  head(): Promise<bigint>;
  /** The types of the events that were written after a position, told facts apart. */
  writtenSince(position: bigint): Promise<readonly string[]>;
  /** Waits until whoever answers requests has heard of a new workspace; absent where that is this process. */
  heard?(workspaceId: string, memberId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts it. One for a file of stories: everything in it happens in workspaces of their own. Where HANDOFF_TEST_STORIES is "processes", each
 * app is a process of its own, with a Kafka broker.
 */
export function startStoryApplication(settings: Readonly<Record<string, string>> = {}): Promise<StoryApplication> {
  return process.env.HANDOFF_TEST_STORIES === 'processes' ? startStoryProcesses(settings) : startHere(settings);
}

async function startHere(settings: Readonly<Record<string, string>>): Promise<StoryApplication> {
  const [database, logDatabase] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const roleUrls = await makeTestRoles(database.url);
  const node = await startEventStoreNode({
    storage: { kind: 'postgres', url: logDatabase.url },
    port: 0,
    log: () => undefined,
  });
  const secret = () => randomBytes(32).toString('hex');
  const own = {
    masterKey: secret(),
    tokenKey: secret(),
    commandKey: secret(),
    exportKey: secret(),
    ledgerKey: settings['HANDOFF_LEDGER_KEY']?.split(',') ?? [secret()],
    ledgerSignEveryMs: 200,
    exportDir: await mkdtemp(path.join(tmpdir(), 'exports-')),
  };
  const application = await startApplication({
    eventStoreUrl: node.connectionString,
    ownerUrl: database.url,
    roleUrls,
    configuration: loadConfiguration({ HANDOFF_OUTBOUND_ALLOW: storyNetwork, ...settings }, own, [
      'masterKey',
      'tokenKey',
      'commandKey',
    ]),
    host: '127.0.0.1',
    port: 0,
    onFault: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
  });
  const keys = new Pool({ connectionString: roleUrls.handoff_keys, max: 2 }).on('error', () => undefined);
  const sealer = new KeyedFieldSealer(new KeyStore(keys, new WorkspaceKeys(keys, parseMasterKey(own.masterKey))));
  const log = new EventStoreDB({ connectionString: node.connectionString, sealer });
  return {
    url: application.url,
    channelUrl: application.url,
    tokenFor: (principal, lifeSeconds = 3_600) => issueToken(application.issuer, principal, lifeSeconds),
    identityOf: (token) => verifyToken(application.issuer, token),
    commands: application.commands,
    databaseUrl: database.url,
    masterKey: own.masterKey,
    exportDir: own.exportDir,
    eventStoreUrl: node.connectionString,
    ...readingOf(log),
    async stop() {
      await application.stop();
      await log.close();
      await keys.end();
      await node.stop();
      await Promise.all([database.drop(), logDatabase.drop()]);
    },
  };
}

/** Makes a workspace with its owner, as whoever runs the product does: there is no route for it. */
export async function createWorkspace(
  application: StoryApplication,
  workspaceId: string,
  owner: { readonly id: string; readonly name: string },
): Promise<void> {
  const actor = { kind: 'member', id: owner.id } as const;
  await application.commands.execute(
    new CreateWorkspace(
      workspaceId,
      { workspaceId, name: 'Story', owner },
      { commandId: `create ${workspaceId}`, workspaceId, actor, correlationId: 'story' },
    ),
  );
  await application.heard?.(workspaceId, owner.id);
}
