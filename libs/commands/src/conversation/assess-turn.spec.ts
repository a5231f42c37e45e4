import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { agentSettings, type Conversation } from '#domain';
import { startCommands, type RunningCommands } from '../../test/running-commands.js';
import { AssessTurn, PublishAgent, RegisterAgent, type IncomingMessage } from '../index.js';

let node: EventStoreNode;
let commands: RunningCommands;
const watching = randomUUID();

beforeAll(async () => {
  node = await startEventStoreNode({ storage: { kind: 'memory' }, port: 0, log: () => undefined });
  commands = await startCommands(node.connectionString);
  const { bus, member, issue } = commands;
  const name = 'Watching';
  const settings = agentSettings({
    name,
    offerBeforeHandoff: false,
    triggers: { keywords: [], sentiment: { threshold: -0.4, window: 2 }, failedResponses: null },
  });
  await bus.execute(new RegisterAgent(watching, { member, name, settings }, issue()));
  await bus.execute(new PublishAgent(watching, { member }, issue()));
});

afterAll(async () => {
  await commands.stop();
  await node.stop();
});

/** A message, and what the runtime says of its turn in whatever process. */
async function assessed(
  message: Partial<IncomingMessage>,
  told: { readonly sentiment?: number; readonly answered?: boolean } = {},
  by: RunningCommands = commands,
): Promise<Conversation> {
  const { conversationId, state } = await commands.receive({ agentId: watching, ...message });
  const { turnId } = state.turns.at(-1)!;
  const claim = { agentId: state.agent!.id, epoch: state.epoch, turnId };
  by.store.reset();
  return (await by.bus.execute(new AssessTurn(conversationId, { ...claim, ...told }, by.issue()))).state;
}

describe('a turn of which the runtime tells no sentiment', () => {
  it('is judged by the words of the message, and fires like one that was told', async () => {
    const first = await assessed({ externalUserId: 'angry', text: 'This is terrible.' });
    expect(first).toMatchObject({ status: 'ai', sentimentRun: 1 });
    const second = await assessed({ externalUserId: 'angry', text: 'I am so angry!' });
    expect(second).toMatchObject({ status: 'waiting', handoff: { trigger: 'sentiment' } });
  });

  it('is judged by what the runtime tells, where it does', async () => {
    const state = await assessed({ externalUserId: 'calm', text: 'This is terrible.' }, { sentiment: 0.5 });
    expect(state.sentimentRun).toBe(0);
  });

  it('is judged in a process that does not know of the message yet', async () => {
    const other = await commands.another();
    const early = await assessed({ externalUserId: 'far', text: 'This is terrible.' }, {}, other);
    expect(early.sentimentRun).toBe(1);
    const late = await assessed({ externalUserId: 'far', text: 'I am so angry!' }, {}, other);
    expect(late.status).toBe('waiting');
  });

  it('costs nothing where the agent has no trigger for it', async () => {
    const state = await assessed({ externalUserId: 'plain', agentId: commands.agentId, text: 'This is terrible.' });
    expect(state).toMatchObject({ status: 'ai', sentimentRun: 0 });
    expect([commands.store.appends, commands.store.reads]).toEqual([0, 1]);
  });
});
