import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;
let shop: StoryWorkspace;

beforeAll(async () => {
  application = await startStoryApplication();
  shop = await StoryWorkspace.open(application);
});

afterAll(() => application.stop());

async function taken(from: string): Promise<string> {
  const { body } = await shop.write('I want a human', from);
  await shop.acted('ada', body.conversationId, 'claim');
  return body.conversationId;
}

describe('an Idempotency-Key', () => {
  it('gives the same command the same answer, and refuses another body', async () => {
    const id = await taken('same-key');
    const key = { 'idempotency-key': randomUUID() };
    const first = await shop.act('ada', id, 'replies', { text: 'Hello' }, key);
    const before = await application.head();
    expect(await shop.act('ada', id, 'replies', { text: 'Hello' }, key)).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await shop.act('ada', id, 'replies', { text: 'Goodbye' }, key)).toMatchObject({
      status: 422,
      body: { code: 'command_id_reused' },
    });
    expect(await application.writtenSince(before)).toEqual([]);
  });

  it('makes one set of events of the same command sent a hundred times at once', async () => {
    const id = await taken('hundredfold');
    const before = (await shop.events(id)).length;
    const key = { 'idempotency-key': randomUUID() };
    const text = 'Said once';
    const answers = await Promise.all(Array.from({ length: 100 }, () => shop.act('ada', id, 'replies', { text }, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body)))).toHaveProperty('size', 1);
    const events = await shop.events(id);
    expect(events.slice(before)).toMatchObject([{ type: 'MemberReplied', data: { text } }]);
  });

  it('answers a refusal again as it was, and stores it once', async () => {
    const asked = await shop.write('Hello', 'refused');
    const { turnId, epoch, conversationId: id } = await shop.turn('front', asked);
    await shop.acted('ada', id, 'assume');
    const key = { 'idempotency-key': randomUUID() };
    const late = () => shop.act('front', id, 'agent-replies', { turnId, epoch, text: 'Late' }, key);
    const first = await late();
    expect(first).toMatchObject({ status: 409, body: { code: 'stale_epoch', state: 'human' } });
    expect((await late()).body).toEqual(first.body);
    expect((await shop.events(id)).filter(({ type }) => type === 'AgentReplyFenced')).toHaveLength(1);
  });
});

describe('a customer message', () => {
  it('that is delivered again is answered with the conversation it went to, and starts nothing', async () => {
    const channelMessageId = 'wamid.1';
    const first = await shop.write('Hello', 'redelivered', { channelMessageId });
    expect((await shop.write('Hello', 'redelivered', { channelMessageId })).body).toEqual(first.body);
    await shop.acted('ada', first.body.conversationId, 'close');
    const before = await application.head();
    const late = await shop.write('Hello', 'redelivered', { channelMessageId });
    expect(late.body).toMatchObject({ conversationId: first.body.conversationId, messageId: first.body.messageId });
    expect(await application.writtenSince(before)).toEqual([]);
  });

  it('that comes with many others at once lands in one conversation, each of them once', async () => {
    const burst = Array.from({ length: 50 }, (_, i) =>
      shop.write(`line ${i}`, 'burst', { channelMessageId: `b${i % 25}` }),
    );
    const answers = await Promise.all(burst);
    const ids = new Set(answers.map(({ body }) => body.conversationId));
    expect(ids.size).toBe(1);
    const events = await shop.events([...ids][0]!);
    const heard = events.filter(({ type }) => type === 'CustomerMessageReceived');
    const seen = heard.map(({ data }) => (data as { channelMessageId: string }).channelMessageId);
    expect([seen.length, new Set(seen).size]).toEqual([25, 25]);
  });
});

describe('a race', () => {
  it('between a claim and the customer who cancels has one outcome, which both are told', async () => {
    for (let n = 0; n < 10; n += 1) {
      const { body } = await shop.write('I want a human', `race-${n}`);
      const [claim, cancel] = await Promise.all([
        shop.act('ada', body.conversationId, 'claim'),
        shop.act('web', body.conversationId, 'cancel-handoff'),
      ]);
      const outcome = [claim.status, cancel.status].join();
      expect(['200,409', '409,200']).toContain(outcome);
      if (claim.status === 200) expect(cancel.body).toMatchObject({ code: 'already_claimed', state: 'human' });
      else expect(claim.body).toMatchObject({ code: 'returned_to_ai', state: 'ai' });
    }
  });

  it('between an answer of the AI and a takeover never lands the answer after it', async () => {
    for (let n = 0; n < 10; n += 1) {
      const turn = await shop.turn('front', await shop.write('Hello', `fence-${n}`));
      await Promise.all([shop.reply('front', turn), shop.act('ada', turn.conversationId, 'assume')]);
      const types = (await shop.events(turn.conversationId)).map(({ type }) => type);
      const replied = types.indexOf('AgentReplied');
      if (replied >= 0) expect(replied).toBeLessThan(types.indexOf('HandoffRequested'));
      else expect(types).toContain('AgentReplyFenced');
    }
  });
});
