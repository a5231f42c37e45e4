import { createSecretKey, randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { createWorkspace, Rejected, workspace } from '#domain';
import { commandHash, decideOn, EventStoreDB } from '#event-store';
import { KeyedFieldSealer, KeyStore, parseMasterKey, WorkspaceKeys } from '#personal-data';
import { commandPool } from '../command-pool.js';
import { Failure } from '../failure.js';
import { findInstallation, withDataOption, type DataOption } from '../installation.js';
import { isUuid } from '../uuid.js';

interface NewWorkspace {
  readonly id: string;
  readonly name: string;
  readonly owner: { readonly id: string; readonly name: string };
}

type Options = DataOption & {
  readonly name: string;
  readonly owner: string;
  readonly ownerName: string;
  readonly id?: string;
};

export function registerWorkspace(program: Command): void {
  withDataOption(program.command('workspace'))
    .description('make a workspace with its first owner, and print its id')
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--owner <id>', 'its first owner, as your identity provider names them (sub)')
    .requiredOption('--owner-name <name>', 'what the owner is called')
    .option('--id <id>', 'a UUID of your own (default: a new one)')
    .addHelpText(
      'after',
      `
  There is no route for this: who may do it is who runs the installation. The owner adds the others
  (POST /v1/workspace/members) and issues API keys (POST /v1/workspace/api-keys).
  With the same --id and --name nothing is made twice.`,
    )
    .action(async ({ data, name, owner, ownerName, id = randomUUID() }: Options) => {
      if (!isUuid(id.toLowerCase())) throw new Failure(`--id takes a UUID, not "${id}".`);
      const where = data === undefined ? {} : { data };
      await make(where, { id: id.toLowerCase(), name, owner: { id: owner, name: ownerName } });
      console.log(id.toLowerCase());
    });
}

async function make(where: DataOption, { id, name, owner }: NewWorkspace): Promise<void> {
  const needs = ['eventStoreUrl', 'databaseKeysUrl', 'masterKey', 'commandKey'] as const;
  const { configuration } = await findInstallation(where, needs);
  const keys = commandPool(configuration.databaseKeysUrl, 2);
  const workspaceKeys = new WorkspaceKeys(keys, parseMasterKey(configuration.masterKey));
  const sealer = new KeyedFieldSealer(new KeyStore(keys, workspaceKeys));
  const store = new EventStoreDB({ connectionString: configuration.eventStoreUrl, sealer });
  const request = { workspaceId: id, name, owner };
  const hashKey = createSecretKey(parseMasterKey(configuration.commandKey));
  try {
    await decideOn(store, workspace, id, (state) => createWorkspace(state, request, { at: new Date().toISOString() }), {
      commandId: randomUUID(),
      commandHash: commandHash(hashKey, 'CreateWorkspace', request),
      workspaceId: id,
      actor: { kind: 'member', id: owner.id },
      correlationId: 'handoffctl',
    });
  } catch (error) {
    if (error instanceof Rejected) throw new Failure(error.detail);
    throw error;
  } finally {
    await store.close();
    await keys.end();
  }
}
