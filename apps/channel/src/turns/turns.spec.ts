import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { ClaimConversation, PublishAgent, RegisterAgent, ReplyAsAgent, SetDefaultAgent, TransferToAI } from '#commands';
import { agentSettings } from '#domain';
import { SecretBox } from '#messaging';
import { Messenger } from '../../../../test/parts/messenger.js';
import { Runtime, type Mind } from '../../../../test/parts/runtime.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';
import { runtimeSecret } from './call-runtime.js';

let channel: RunningChannel;
let runtime: Runtime;
let messenger: Messenger;

const echo: Mind = ({ turn }) => ({ messages: [{ text: `echo ${turn.messages.at(-1)?.text ?? ''}` }] });

beforeAll(async () => {
  runtime = await Runtime.start();
  messenger = await Messenger.start();
  channel = await startChannel({ endpoint: runtime.url, instructions: 'Be kind.' });
  await channel.connect({ kind: 'webhook', url: messenger.url });
}, 60_000);
afterAll(async () => {
  await channel.stop();
  await Promise.all([runtime.stop(), messenger.stop()]);
});
beforeEach(() => {
  runtime.calls.length = 0;
  runtime.mind = echo;
});

const asAda = () => channel.issue({ kind: 'member', id: channel.ada.id });
const failed = (conversationId: string) =>
  channel.sees(conversationId, 'HandoffRequested', ({ trigger }) => trigger === 'agent_failure');

describe('the runtime of an agent', () => {
  it('is asked for every turn, signed, with what it needs, and its answer reaches the customer', async () => {
    const { conversationId, state } = await channel.write('Where is my invoice?');
    await channel.sees(conversationId, 'AgentReplied', ({ text }) => text === 'echo Where is my invoice?');
    const [call] = await runtime.has(1);
    const secret = runtimeSecret(new SecretBox(channel.platform.commandKey), channel.workspaceId, channel.agentId);
    new Webhook(secret).verify(call!.body, { ...call!.headers });
    expect(call!.headers['webhook-id']).toBe(state.turns[0]!.turnId);
    expect(call!.turn).toMatchObject({
      conversationId,
      epoch: state.epoch,
      cause: 'message',
      instructions: 'Be kind.',
      messages: [{ author: 'customer', text: 'Where is my invoice?' }],
    });
    const { given } = await channel.sees(conversationId, 'AgentReplied');
    expect(given).toEqual(call!.turn.given);
    await channel.sees(conversationId, 'DeliveryRecorded', ({ status }) => status === 'sent');
  });

  it('goes on by itself when a person gives the conversation to the agent', async () => {
    runtime.mind = ({ turn }) => (turn.cause === 'resume' ? { messages: [{ text: 'I am back.' }] } : {});
    const { conversationId } = await channel.write('I want a person');
    await channel.run(new ClaimConversation(conversationId, { member: channel.ada }, asAda()));
    const back = { member: channel.ada, agentId: channel.agentId, resume: 'immediate', confirmed: true } as const;
    await channel.run(new TransferToAI(conversationId, back, asAda()));
    await channel.sees(conversationId, 'AgentReplied', ({ text }) => text === 'I am back.');
  });

  it('may do things, rate itself and hand off in the same answer', async () => {
    runtime.mind = () => ({
      actions: [{ actionId: 'look-1', name: 'look_up', arguments: { id: 1 }, result: 'none' }],
      messages: [{ text: 'This needs a colleague: the invoice is missing.' }],
      assessment: { answered: false, sentiment: -0.2 },
      handoff: { reasonCode: 'out_of_scope', reasonText: 'The invoice is missing.', context: { summary: 'Lost.' } },
    });
    const { conversationId } = await channel.write('Where is it?');
    const { trigger, reasonCode } = await channel.sees(conversationId, 'HandoffRequested');
    expect([trigger, reasonCode]).toEqual(['agent_decision', 'out_of_scope']);
    const types = (await channel.events(conversationId)).map(({ type }) => type);
    expect(types.indexOf('AgentActionRecorded')).toBeLessThan(types.indexOf('AgentReplied'));
    expect(types.indexOf('AgentReplied')).toBeLessThan(types.indexOf('TurnAssessed'));
  });

  it('need not rate itself: an agent that minds the customer’s mood reads it from the words (row 17)', async () => {
    const member = { ...channel.ada, role: 'owner' } as const;
    const [agentId, name] = [randomUUID(), 'Mindful'];
    const triggers = { keywords: [], sentiment: { threshold: -0.4, window: 2 }, failedResponses: null };
    const settings = agentSettings({ name, endpoint: runtime.url, triggers, offerBeforeHandoff: false });
    await channel.run(new RegisterAgent(agentId, { member, name, settings }, asAda()));
    await channel.run(new PublishAgent(agentId, { member }, asAda()));
    await channel.run(new SetDefaultAgent(channel.workspaceId, { member, channel: 'mood', agentId }, asAda()));
    const from = randomUUID();
    const { conversationId } = await channel.write('This is terrible.', from, 'mood');
    await channel.sees(conversationId, 'TurnAssessed', ({ fired }) => fired === null);
    await channel.write('I am so angry!', from, 'mood');
    await channel.sees(conversationId, 'HandoffRequested', ({ trigger }) => trigger === 'sentiment');
  });

  it('may answer by commands instead', async () => {
    runtime.mind = ({ turn: { turnId, epoch, conversationId } }, response) => {
      response.writeHead(202).end();
      const reply = { agentId: channel.agentId, turnId, epoch, text: 'By command.', attachments: [] };
      return channel.run(new ReplyAsAgent(conversationId, reply, channel.issue())).then(() => undefined);
    };
    const { conversationId } = await channel.write('Hello');
    await channel.sees(conversationId, 'AgentReplied', ({ text }) => text === 'By command.');
    expect(runtime.calls).toHaveLength(1);
  });

  it('that is unwell for a moment is asked again under the same id', async () => {
    let times = 0;
    runtime.mind = (call, response, request) =>
      ++times < 3 ? void response.writeHead(503).end() : echo(call, response, request);
    const { conversationId } = await channel.write('Hello');
    await channel.sees(conversationId, 'AgentReplied');
    expect(new Set(runtime.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(runtime.calls).toHaveLength(3);
  });

  it.each<[string, string, Mind]>([
    ['no JSON', 'answer_not_understood', (_call, response) => void response.end('<html>')],
    ['something else', 'answer_not_understood', () => ({ messages: 'hello' })],
    ['10 MiB', 'answer_too_large', (_call, response) => void response.end(Buffer.alloc(10 * 1024 * 1024, ' '))],
    ['a redirect', 'http_302', (_call, response) => void response.writeHead(302, { location: '/x' }).end()],
    ['a refusal', 'http_400', (_call, response) => void response.writeHead(400).end()],
    ['a message too long', 'refused_text_too_long', () => ({ messages: [{ text: 'x'.repeat(20_000) }] })],
  ])(
    'that answers %s has failed, and stands in the deliveries as %s: people take over at once',
    async (_what, code, mind) => {
      runtime.mind = mind;
      const { conversationId } = await channel.write('Hello');
      const { reasonCode, to } = await failed(conversationId);
      expect([reasonCode, to.kind]).toEqual(['agent_failure', 'queue']);
      const { rows } = await channel.pool.query<{ code: string }>(
        `select code from messaging.delivery where work = 'turns' and payload ->> 'stream' = $1`,
        [`conversation-${conversationId}`],
      );
      expect(rows).toEqual([{ code }]);
      expect((await channel.events(conversationId)).map(({ type }) => type)).not.toContain('AgentReplied');
    },
    20_000,
  );

  it('that hangs is given up at the deadline, and does not hold up others', async () => {
    runtime.mind = (call, response, request) =>
      call.turn.messages.at(-1)?.text === 'hang' ? undefined : echo(call, response, request);
    await channel.write('hang');
    await runtime.has(1);
    const { conversationId } = await channel.write('Hello');
    await channel.sees(conversationId, 'AgentReplied');
  });

  it('that answers after a takeover is fenced: recorded, never shown', async () => {
    let answer: (() => void) | undefined;
    runtime.mind = () => new Promise((resolve) => (answer = () => resolve({ messages: [{ text: 'too late' }] })));
    const { conversationId } = await channel.write('Hello', randomUUID());
    await runtime.has(1);
    await channel.write('I want a person', (await channel.externalUserOf(conversationId))!);
    answer!();
    await channel.sees(conversationId, 'AgentReplyFenced');
    expect(messenger.arrived.filter(({ data }) => data.text === 'too late')).toEqual([]);
  });
});
