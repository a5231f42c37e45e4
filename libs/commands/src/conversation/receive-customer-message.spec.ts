import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startEventStoreNode, type EventStoreNode } from '#embedded-event-store';
import { startCommands, type RunningCommands } from '../../test/running-commands.js';
import { CloseConversation, SetFirstHandlerPreference, StartConversation } from '../index.js';

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

beforeEach(() => {
  commands.hints.number = undefined;
  commands.hints.humanOnly = {};
});

const close = (id: string, { bus, member, issue } = commands) =>
  bus.execute(new CloseConversation(id, { by: { kind: 'member', member } }, issue()));

describe('a customer’s message', () => {
  it('costs one append and no read once the conversation is known here', async () => {
    await commands.receive({ externalUserId: 'warm' });
    commands.store.reset();
    await commands.receive({ externalUserId: 'warm' });
    expect([commands.store.appends, commands.store.reads]).toEqual([1, 0]);
  });

  it('costs one read more in a process that does not know the conversation', async () => {
    await commands.receive({ externalUserId: 'cold' });
    const other = await commands.another();
    other.hints.number = 1;
    other.store.reset();
    await other.receive({ externalUserId: 'cold' });
    expect([other.store.appends, other.store.reads]).toEqual([1, 1]);
  });

  it('goes to the next conversation when the latest one was closed, however far behind the hint is', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { conversationId } = await commands.receive({ externalUserId: 'returning' });
      await close(conversationId);
      ids.push(conversationId);
    }
    const other = await commands.another();
    const { conversationId, state } = await other.receive({ externalUserId: 'returning' });
    expect(new Set([...ids, conversationId]).size).toBe(4);
    expect(state).toMatchObject({ status: 'ai', sequence: 4 });
  });

  it('goes to the next conversation when another process closed it a moment ago', async () => {
    const first = await commands.receive({ externalUserId: 'raced' });
    const other = await commands.another();
    await close(first.conversationId, other);
    const next = await commands.receive({ externalUserId: 'raced' });
    expect(next.conversationId).not.toBe(first.conversationId);
    expect(next.state.sequence).toBe(2);
  });

  it('that was delivered before is answered with where it went, also conversations later and by another process', async () => {
    const channelMessageId = randomUUID();
    const message = { externalUserId: 'redelivered', channelMessageId };
    const first = await commands.receive(message);
    expect(await commands.receive(message)).toMatchObject({ receipt: first.receipt, messageId: first.messageId });
    await close(first.conversationId);
    await commands.receive({ externalUserId: 'redelivered' });
    const other = await commands.another();
    other.store.reset();
    const late = await other.receive({ ...message, text: 'Hello', attachments: [] });
    expect(late).toMatchObject({ conversationId: first.conversationId, receipt: first.receipt });
    expect(other.store.appends).toBe(0);
  });

  it('that was delivered to a later, closed conversation is found there, also where the hint is far behind', async () => {
    const message = { externalUserId: 'far-behind', channelMessageId: randomUUID() };
    for (let n = 0; n < 4; n += 1)
      await close((await commands.receive({ externalUserId: 'far-behind' })).conversationId);
    const last = await commands.receive(message);
    await close(last.conversationId);
    const other = await commands.another();
    expect(await other.receive(message)).toMatchObject({ conversationId: last.conversationId, receipt: last.receipt });
  });

  it('over a limit leaves nothing behind, not even its sender', async () => {
    commands.store.reset();
    const long = { externalUserId: 'long', text: 'x'.repeat(20_000) };
    await expect(commands.receive(long)).rejects.toMatchObject({ code: 'text_too_long' });
    expect(commands.store.appends).toBe(0);
  });

  it('under a command id of its own is refused when the body is another', async () => {
    const key = randomUUID();
    const message = { externalUserId: 'keyed', channelMessageId: 'm-1' };
    await commands.receive(message, key);
    await expect(commands.receive({ ...message, text: 'Something else' }, key)).rejects.toMatchObject({
      code: 'command_id_reused',
    });
  });

  it('of many that come at once starts one conversation, also from two processes', async () => {
    const other = await commands.another();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? commands : other).receive({ externalUserId: 'crowd' })),
    );
    expect(new Set(all.map(({ conversationId }) => conversationId)).size).toBe(1);
    expect(new Set(all.map(({ receipt }) => receipt.revision)).size).toBe(20);
  });

  it('without a stable id of the person starts a conversation that people cannot be asked into', async () => {
    const one = await commands.receive({ threadId: 'chat-1', text: 'Get me a human' });
    const two = await commands.receive({ threadId: 'chat-1' });
    expect(one.state).toMatchObject({ status: 'ai', identified: false });
    expect(two.conversationId).toBe(one.conversationId);
    const alone = await commands.receive({});
    const alsoAlone = await commands.receive({});
    expect(alsoAlone.conversationId).not.toBe(alone.conversationId);
    const person = await commands.receive({ externalUserId: 'chat-1' });
    expect(person.conversationId).not.toBe(one.conversationId);
  });

  it('of a contact who is kept from the agent elsewhere starts waiting, linked to that conversation', async () => {
    const elsewhere = randomUUID();
    commands.hints.humanOnly = { [commands.agentId]: elsewhere };
    const { state } = await commands.receive({ externalUserId: 'elsewhere' });
    expect(state).toMatchObject({ status: 'waiting', handoff: { trigger: 'human_only_elsewhere' } });
  });

  it('of a contact set to people first starts waiting', async () => {
    const { bus, member, issue } = commands;
    const first = await commands.receive({ externalUserId: 'people-first' });
    const { contactId } = first.state;
    await bus.execute(new SetFirstHandlerPreference(contactId, { member, firstHandler: 'human' }, issue()));
    await close(first.conversationId);
    const next = await commands.receive({ externalUserId: 'people-first' });
    expect(next.state).toMatchObject({ status: 'waiting', handoff: { trigger: 'contact_preference' } });
  });
});

describe('a conversation opened before anything is written', () => {
  it('is the one that the first message goes to, and is opened once', async () => {
    const { bus, workspaceId } = commands;
    const start = () =>
      bus.execute(
        new StartConversation(
          { channel: 'web', externalUserId: 'early' },
          { workspaceId, commandId: randomUUID(), correlationId: 'test' },
        ),
      );
    const opened = await start();
    expect(opened.state).toMatchObject({ status: 'ai', identified: true, messages: 0 });
    expect((await start()).receipt).toEqual(opened.receipt);
    const { conversationId } = await commands.receive({ externalUserId: 'early' });
    expect(conversationId).toBe(opened.conversationId);
    await close(conversationId);
    expect((await start()).conversationId).not.toBe(conversationId);
  });
});
