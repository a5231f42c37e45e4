import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ClaimConversation, CloseConversation, ReplyAsAgent, ReplyAsMember } from '#commands';
import { Messenger } from '../../../../test/parts/messenger.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';

let channel: RunningChannel;
let messenger: Messenger;
let secret: string;

beforeAll(async () => {
  channel = await startChannel();
}, 60_000);
afterAll(() => channel.stop());
beforeEach(async () => {
  messenger = await Messenger.start();
  const made = await channel.connect({ kind: 'webhook', url: messenger.url });
  secret = made ?? secret;
});
afterEach(() => messenger.stop());

const asAda = () => channel.issue({ kind: 'member', id: channel.ada.id });

describe('what happens in a conversation', () => {
  it('reaches the customer in its order: the answer, the notice, the place, who joined, what they wrote, the end', async () => {
    const { conversationId, state } = await channel.write('Where is my invoice?', 'visitor-1');
    const { turnId } = state.turns[0]!;
    const claim = { agentId: channel.agentId, epoch: state.epoch, turnId };
    await channel.run(
      new ReplyAsAgent(conversationId, { ...claim, text: 'One moment.', attachments: [] }, channel.issue()),
    );
    await channel.write('I want to talk to a person', 'visitor-1');
    await messenger.has(3);
    await channel.run(new ClaimConversation(conversationId, { member: channel.ada }, asAda()));
    const hello = { member: channel.ada, text: 'Hello, <b>Ada</b> here.', attachments: [] };
    await channel.run(new ReplyAsMember(conversationId, hello, asAda()));
    const by = { kind: 'member', member: channel.ada } as const;
    await channel.run(new CloseConversation(conversationId, { by }, asAda()));
    const arrived = await messenger.has(6);
    expect(messenger.kinds()).toEqual(['message', 'handoff', 'queue_position', 'joined', 'message', 'closed']);
    expect(arrived.map(({ data }) => data.to)).toEqual(Array(6).fill({ externalUserId: 'visitor-1', threadId: null }));
    expect(arrived[4]!.data.text).toBe('Hello, <b>Ada</b> here.');
    for (const one of arrived) messenger.verify(secret, one);
    await channel.sees(conversationId, 'DeliveryRecorded', ({ messageId }) => messageId === arrived[4]!.data.messageId);
    const delivered = (await channel.events(conversationId)).filter(({ type }) => type === 'DeliveryRecorded');
    expect(delivered.map(({ data }) => data)).toMatchObject([
      { messageId: arrived[0]!.data.messageId, status: 'sent', channelMessageId: `theirs-${arrived[0]!.data.id}` },
      { messageId: arrived[4]!.data.messageId, status: 'sent' },
    ]);
    const notices = (await channel.events(conversationId)).filter(({ type }) => type === 'NoticeSent');
    expect(notices.map(({ data }) => (data as { kind: string }).kind)).toEqual(['handoff', 'queue_position', 'joined']);
  });

  it('is sent again under the same id while the messenger is unwell, and nothing overtakes it', async () => {
    messenger.moods.push(503, 'drop', 429);
    await channel.write('A person, please', randomUUID());
    const arrived = await messenger.has(5, 20_000);
    expect(messenger.kinds()).toEqual(['handoff', 'handoff', 'handoff', 'handoff', 'queue_position']);
    expect(new Set(arrived.slice(0, 4).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  }, 30_000);

  it('is recorded as failed where the messenger wants none of it, and what follows goes on', async () => {
    messenger.moods.push(400, 302);
    const { conversationId } = await channel.write('A person, please', randomUUID());
    await messenger.has(2);
    const failed = await channel.sees(conversationId, 'DeliveryRecorded', ({ code }) => code === 'http_400');
    expect(failed).toMatchObject({ status: 'failed' });
    await channel.sees(conversationId, 'DeliveryRecorded', ({ code }) => code === 'http_302');
  });
});
