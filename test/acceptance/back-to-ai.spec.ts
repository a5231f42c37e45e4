import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** A conversation that Ada took from the AI: no request of the customer stands against giving it back. */
async function takenByAda(shop: StoryWorkspace, from: string) {
  const { body } = await shop.write('Where is my parcel?', from);
  return shop.acted('ada', body.conversationId, 'assume');
}

describe('returning a conversation', () => {
  it('goes on in the same chat; the AI waits for the next message (rows 58, 64, 74)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await takenByAda(shop, 'same-chat');
    const returned = await shop.acted('ada', body.conversationId, 'return-to-ai', { reasonCode: 'faq' });
    expect(returned.body).toMatchObject({ state: 'ai', agent: { name: 'front' } });
    await expect(shop.turn('front', returned)).rejects.toThrow('owes no turn');
    const next = await shop.write('Thanks. And my other parcel?', 'same-chat');
    expect(next.body.conversationId).toBe(body.conversationId);
    await shop.reply('front', await shop.turn('front', next), 'Tomorrow.');
    const types = (await shop.timeline(next)).map(({ type }) => type);
    expect(types).not.toContain('ConversationClosed');
    expect(types.slice(0, 5)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'HandoffRequested',
      'Assumed',
      'ReturnedToAI',
    ]);
  });

  it('lets a member choose among active agents only, with a reason if they like (rows 65, 66, 67)', async () => {
    const shop = await StoryWorkspace.open(application);
    const [billing, draft] = [await shop.hire('billing'), await shop.hire('draft', {}, false)];
    const archived = await shop.hire('archived');
    await shop.send('post', 'olga', `/v1/agents/${archived}/archive`);
    const listed = (await shop.see('ada', '/v1/agents')).body.items;
    expect(listed.filter((one) => one['active']).map((one) => one['name'])).toEqual(['front', 'billing']);

    const { conversationId: id } = (await takenByAda(shop, 'choose')).body;
    for (const agentId of [draft, archived])
      expect(await shop.act('ada', id, 'transfer-to-ai', { agentId })).toMatchObject({
        status: 409,
        body: { code: 'agent_not_active', state: 'human' },
      });
    const why = { reasonCode: 'simple_question', reasonText: 'Only the date of an invoice.' };
    const moved = await shop.acted('ada', id, 'transfer-to-ai', { agentId: billing, ...why });
    expect(moved.body).toMatchObject({ state: 'ai', agent: { id: billing, name: 'billing' } });
    expect((await shop.handoffs(moved)).at(-1)).toMatchObject({ direction: 'to_ai', toName: 'billing', ...why });
    const without = await takenByAda(shop, 'no-reason');
    const silent = await shop.acted('ada', without.body.conversationId, 'transfer-to-ai');
    expect((await shop.handoffs(silent)).at(-1)).toMatchObject({ reasonCode: 'unspecified', reasonText: null });
  });

  it('makes the AI answer at once after a transfer, from what it was passed (row 68)', async () => {
    const shop = await StoryWorkspace.open(application);
    const billing = await shop.hire('billing');
    const { body } = await takenByAda(shop, 'at-once');
    const context = { summary: 'Wants a copy of invoice 17.', variables: { invoice: '17' } };
    const moved = await shop.acted('ada', body.conversationId, 'transfer-to-ai', { agentId: billing, context });
    const turn = await shop.turn('billing', moved);
    expect(turn).toMatchObject({ cause: 'resume', text: null, context });
    expect(await shop.reply('billing', turn, 'Here is invoice 17.')).toMatchObject({ status: 200 });
  });

  it('takes the reply from the member until they reclaim; their AI colleague shows by name (rows 69, 70)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await takenByAda(shop, 'reclaim');
    const { conversationId: id } = body;
    const moved = await shop.acted('ada', id, 'transfer-to-ai');
    expect(await shop.act('ada', id, 'replies', { text: 'One more thing' })).toMatchObject({
      status: 409,
      body: { code: 'not_your_conversation', state: 'ai' },
    });
    expect((await shop.see('ada', `/v1/conversations/${id}`, moved)).body).toMatchObject({
      status: 'ai',
      agentName: 'front',
    });
    const replied = await shop.reply('front', await shop.turn('front', moved), 'I am back.');
    expect((await shop.timeline(replied, 'AgentReplied'))[0]).toMatchObject({ authorName: 'front' });
    await shop.acted('ada', id, 'assume');
    expect(await shop.act('ada', id, 'replies', { text: 'One more thing' })).toMatchObject({ status: 200 });
  });

  it('can be taken back at any time, and the AI stops at once; from a colleague only a supervisor may (row 73)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('Hello', 'assume');
    const { conversationId: id } = asked.body;
    const turn = await shop.turn('front', asked);
    const assumed = await shop.acted('ada', id, 'assume');
    expect(assumed.body).toMatchObject({ state: 'human', assignee: { name: 'Ada Martin' } });
    expect(await shop.reply('front', turn)).toMatchObject({ status: 409, body: { code: 'stale_epoch' } });
    expect(await shop.act('ben', id, 'assume')).toMatchObject({ status: 409, body: { code: 'not_your_conversation' } });
    expect((await shop.acted('sofia', id, 'assume')).body).toMatchObject({ assignee: { name: 'Sofia Rossi' } });
  });
});

describe('a customer who asked for a person', () => {
  it('is kept with people: a transfer to AI is warned about, or denied (row 76)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('I want a human', 'keep');
    const { conversationId: id } = asked.body;
    await shop.acted('ada', id, 'claim');
    const warned = { code: 'transfer_needs_confirmation', state: 'human', warnings: ['customer_asked'] };
    expect(await shop.act('ada', id, 'transfer-to-ai')).toMatchObject({ status: 409, body: warned });
    expect(await shop.act('ada', id, 'return-to-ai')).toMatchObject({ status: 409, body: warned });
    await shop.set('transfer-policy', { whenCustomerAsked: 'deny', whenSensitive: 'warn' });
    expect(await shop.act('ada', id, 'transfer-to-ai', { confirmed: true })).toMatchObject({
      status: 409,
      body: { code: 'transfer_denied', warnings: ['customer_asked'] },
    });
    await shop.set('transfer-policy', { whenCustomerAsked: 'warn', whenSensitive: 'warn' });
    const sure = await shop.acted('ada', id, 'transfer-to-ai', { confirmed: true });
    expect((await shop.handoffs(sure)).at(-1)).toMatchObject({ warningOverridden: 'customer_asked' });
  });

  it.each(['complaint', 'negotiation', 'sensitive', 'complex'])(
    'and so where the reason was %s (row 76)',
    async (code) => {
      const shop = await StoryWorkspace.open(application);
      const { body } = await shop.write('Hm', 'delicate');
      await shop.acted('ada', body.conversationId, 'assume', { reasonCode: code });
      expect(await shop.act('ada', body.conversationId, 'transfer-to-ai')).toMatchObject({
        status: 409,
        body: { code: 'transfer_needs_confirmation', warnings: [`reason_${code}`] },
      });
    },
  );

  it('may change their mind while waiting', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('I want a human', 'cancel');
    const cancelled = await shop.acted('web', body.conversationId, 'cancel-handoff');
    expect(cancelled.body).toMatchObject({ state: 'ai', agent: { name: 'front' } });
    await shop.write('I want a human', 'cancel');
    await shop.acted('ada', body.conversationId, 'claim');
    expect(await shop.act('web', body.conversationId, 'cancel-handoff')).toMatchObject({
      status: 409,
      body: { code: 'already_claimed', assignee: { name: 'Ada Martin' } },
    });
  });
});

describe('closing', () => {
  it('ends the conversation; the next message starts a fresh one with the AI (rows 29, 59)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('I want a human', 'close');
    const { conversationId: id } = body;
    await shop.acted('ada', id, 'claim');
    expect(await shop.act('ben', id, 'close')).toMatchObject({
      status: 409,
      body: { code: 'not_your_conversation', assignee: { name: 'Ada Martin' } },
    });
    const closed = await shop.acted('ada', id, 'close', { outcome: 'resolved' });
    expect(closed.body.state).toBe('closed');
    expect((await shop.see('ada', '/v1/inbox', closed)).body).toMatchObject({ items: [], assigned: 0 });
    const fresh = await shop.write('Hello again', 'close');
    expect(fresh.body).toMatchObject({ state: 'ai', agent: { name: 'front' } });
    expect(fresh.body.conversationId).not.toBe(id);
    const seen = await shop.see('ada', `/v1/conversations/${fresh.body.conversationId}`, fresh);
    expect(seen.body).toMatchObject({ previousConversationId: id, sequence: 2 });
    expect(await shop.act('ada', id, 'claim')).toMatchObject({
      status: 409,
      body: { code: 'closed', state: 'closed' },
    });
  });

  it('may be done by the AI when the customer is content, but never over a message it has not seen (row 60)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('Where is my parcel?', 'content');
    const { epoch, conversationId: id } = await shop.turn('front', asked);
    const thanks = await shop.write('Great, that solved it, thank you!', 'content');
    const [, last] = await shop.timeline(thanks, 'CustomerMessageReceived');
    expect(last!.details).toMatchObject({ detection: { satisfied: true } });
    const close = (lastMessageSeen: string) => shop.act('front', id, 'close', { epoch, lastMessageSeen });
    expect(await close(asked.body.messageId)).toMatchObject({
      status: 409,
      body: { code: 'newer_message', state: 'ai' },
    });
    expect(await close(thanks.body.messageId)).toMatchObject({ status: 200, body: { state: 'closed' } });
  });
});
