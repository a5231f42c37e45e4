import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { startCommands, type RunningCommands } from '../../test/running-commands.js';
import { ApplyAgentVersion, ChangeWaitPolicy, RegisterAgent } from '../index.js';

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

describe('a change of configuration', () => {
  it('is known to the next command of the same process when it is answered', async () => {
    const { bus, workspaceId, member, issue, platform } = commands;
    const policy = { steps: [], firstResponseSeconds: null, nextResponseSeconds: null };
    await bus.execute(new ChangeWaitPolicy(workspaceId, { member, policy }, issue()));
    expect(platform.settings.workspace(workspaceId)?.waitPolicies.at(-1)).toEqual(policy);
    const agentId = randomUUID();
    await bus.execute(new RegisterAgent(agentId, { member, name: 'Another' }, issue()));
    expect(platform.settings.agent(workspaceId, agentId)).toMatchObject({ name: 'Another' });
    expect(platform.settings.agent(randomUUID(), agentId)).toBeUndefined();
  });

  it('is known to a process that starts later', async () => {
    const other = await commands.another();
    const { workspaceId, agentId } = commands;
    expect(other.platform.settings.isReady()).toBe(true);
    expect(other.platform.settings.agent(workspaceId, agentId)).toMatchObject({ published: 1 });
  });

  it('of an agent keeps what was not said as it was', async () => {
    const { bus, workspaceId, member, issue, platform } = commands;
    const id = randomUUID();
    const settings = { triggers: { keywords: ['lawyer'] }, instructions: 'Be brief.' };
    await bus.execute(new RegisterAgent(id, { member, name: 'Careful', settings }, issue()));
    const change = { triggers: { failedResponses: null } };
    await bus.execute(new ApplyAgentVersion(id, { member, settings: change, expectedVersion: 1 }, issue()));
    expect(platform.settings.agent(workspaceId, id)?.versions[1]).toMatchObject({
      name: 'Careful',
      instructions: 'Be brief.',
      triggers: { keywords: ['lawyer'], failedResponses: null },
    });
    await expect(
      bus.execute(new ApplyAgentVersion(id, { member, settings: { name: 'Late' }, expectedVersion: 1 }, issue())),
    ).rejects.toMatchObject({ code: 'changed_meanwhile', facts: { version: 2, changedBy: 'Olga' } });
  });
});
