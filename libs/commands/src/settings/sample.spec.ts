import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { startCommands, type RunningCommands } from '../../test/running-commands.js';
import { CreateWorkspace, sampleIds } from '../index.js';

let node: EventStoreNode;
let commands: RunningCommands;

beforeAll(async () => {
  node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  commands = await startCommands(node.connectionString);
});

afterAll(async () => {
  await commands.stop();
  await node.stop();
});

describe('a log with the sample workspace', () => {
  it('is refused in production by every process that decides, in one sentence, and any other is taken', async () => {
    await commands.another('production');
    const workspaceId = randomUUID();
    const owner = { id: sampleIds(workspaceId)('owner'), name: 'Olga Berg' };
    const actor = { kind: 'member', id: owner.id } as const;
    const issue = { commandId: randomUUID(), workspaceId, actor, correlationId: 'test' };
    await commands.bus.execute(
      new CreateWorkspace(workspaceId, { workspaceId, name: 'Sample workspace', owner }, issue),
    );
    await commands.another('standalone');
    await expect(commands.another('production')).rejects.toThrow(
      new RegExp(
        `^The log holds the sample workspace ${workspaceId}, .*: name a log of your own with HANDOFF_EVENT_STORE_URL\\.$`,
      ),
    );
  });
});
