import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

describe('an agent', () => {
  it('gets every new conversation, on any channel (row 50)', async () => {
    const shop = await StoryWorkspace.open(application);
    for (const channel of ['web', 'mail', 'whatsapp']) {
      const first = await shop.write('Hello', `new-${channel}`, { channel });
      expect(first.body).toMatchObject({ state: 'ai', agent: { id: shop.agents['front'] } });
      const seen = await shop.see('ada', `/v1/conversations/${first.body.conversationId}`, first);
      expect(seen.body).toMatchObject({ channel, agentName: 'front', agentVersion: 1 });
    }
  });

  it('differs by context: by channel, by what the channel knows, by the hand of a colleague (row 75)', async () => {
    const shop = await StoryWorkspace.open(application);
    const [billing, repairs] = [await shop.hire('billing'), await shop.hire('repairs')];
    await shop.set('default-agents', { channel: 'mail', agentId: billing });
    expect((await shop.write('Hello', 'c1')).body).toMatchObject({ agent: { name: 'front' } });
    expect((await shop.write('Hello', 'c2', { channel: 'mail' })).body).toMatchObject({ agent: { name: 'billing' } });
    const chosen = await shop.write('Hello', 'c3', { agentId: repairs });
    expect(chosen.body).toMatchObject({ agent: { name: 'repairs' } });
    const moved = await shop.acted('ada', chosen.body.conversationId, 'hand-off-to-agent', { toAgentId: billing });
    expect(moved.body).toMatchObject({ state: 'ai', agent: { name: 'billing' } });
  });

  it('is given its instructions for handing off with its settings (row 34)', async () => {
    const instructions = 'Hand off anything about fire. Say in one sentence why.';
    const shop = await StoryWorkspace.open(application, { instructions });
    const { body } = await shop.see('front', `/v1/agents/${shop.agents['front']}`);
    expect(body).toMatchObject({ published: 1, settings: { instructions } });
  });

  it('is applied as a new version first; publishing is a later step, and each turn says its version (row 35)', async () => {
    const shop = await StoryWorkspace.open(application);
    const path = `/v1/agents/${shop.agents['front']}`;
    const keywords = { triggers: { keywords: ['refund'] } };
    const applied = await shop.send('post', 'olga', `${path}/versions`, { settings: keywords, expectedVersion: 1 });
    expect(applied.body).toMatchObject({ version: 2, published: 1 });
    const before = await shop.write('I want a refund', 'versions');
    expect(before.body.state).toBe('ai');
    expect(await shop.turn('front', before)).toMatchObject({ agentVersion: 1 });
    const second = await shop.send('post', 'olga', `${path}/versions`, {
      settings: { name: 'Front' },
      expectedVersion: 1,
    });
    expect(second).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect(JSON.stringify(second.body)).toContain('Olga Berg');

    const published = await shop.send('post', 'olga', `${path}/publish`, { version: 2 });
    expect(published.body).toMatchObject({ version: 2, published: 2 });
    expect((await shop.write('Where is my refund?', 'versions')).body.state).toBe('waiting');
    const { items } = (await shop.see('ada', `${path}/versions`)).body;
    expect(items).toMatchObject([
      { version: 1, settings: { triggers: { keywords: ['lawyer'] } } },
      { version: 2, settings: { triggers: { keywords: ['refund'] } } },
    ]);
  });

  it('can be tested on a staging channel with the whole path to people, before it is published (row 49)', async () => {
    const shop = await StoryWorkspace.open(application);
    const draft = await shop.hire('draft', { triggers: { keywords: ['broken'] } }, false);
    await shop.set('channels/try', { environment: 'staging', enabled: true });
    await shop.set('default-agents', { channel: 'try', agentId: draft });
    const hello = await shop.write('Hello', 'tester', { channel: 'try' });
    expect(hello.body).toMatchObject({ state: 'ai', agent: { name: 'draft' } });
    await shop.reply('draft', await shop.turn('draft', hello));
    const broken = await shop.write('It is broken', 'tester', { channel: 'try' });
    expect(broken.body.state).toBe('waiting');
    const claimed = await shop.acted('ada', broken.body.conversationId, 'claim');
    expect((await shop.see('ada', `/v1/conversations/${hello.body.conversationId}`, claimed)).body).toMatchObject({
      environment: 'staging',
      status: 'human',
    });
    const live = await shop.write('Hello', 'customer', { agentId: draft });
    expect(live.body.state).toBe('waiting');
  });

  it('stops at once for everything new when it is unpublished, and history is kept (row 63)', async () => {
    const shop = await StoryWorkspace.open(application);
    const before = await shop.write('Hello', 'unpublish-1');
    await shop.reply('front', await shop.turn('front', before), 'Good morning.');
    const stopped = await shop.send('post', 'olga', `/v1/agents/${shop.agents['front']}/unpublish`);
    expect(stopped.body).toMatchObject({ published: null });
    for (const channel of ['web', 'mail']) {
      const fresh = await shop.write('Hello', `unpublish-${channel}`, { channel });
      expect(fresh.body.state).toBe('waiting');
      expect((await shop.handoffs(fresh))[0]).toMatchObject({ trigger: 'agent_unavailable' });
    }
    const next = await shop.write('Still there?', 'unpublish-1');
    expect(next.body).toMatchObject({ state: 'waiting', conversationId: before.body.conversationId });
    expect((await shop.timeline(next, 'AgentReplied')).map(({ text }) => text)).toEqual(['Good morning.']);
  });

  it('is shown with the conversations it has now, which members can watch (row 61)', async () => {
    const shop = await StoryWorkspace.open(application);
    const one = await shop.write('Hello', 'board-1');
    const two = await shop.write('I want a human', 'board-2');
    const board = await shop.see('ada', '/v1/board', two);
    expect(board.body.items).toMatchObject([{ conversationId: one.body.conversationId, agentName: 'front' }]);
    const replied = await shop.reply('front', await shop.turn('front', one), 'Good morning.');
    const watched = await shop.see('ada', '/v1/board', replied);
    expect(watched.body.items).toMatchObject([{ lastAuthor: 'ai_agent', lastText: 'Good morning.' }]);
    expect((await shop.timeline(replied)).at(-1)).toMatchObject({ type: 'AgentReplied', text: 'Good morning.' });
  });
});

describe('a contact', () => {
  it('can be set to people, or back to AI, first for future conversations (row 30)', async () => {
    const shop = await StoryWorkspace.open(application);
    const now = await shop.write('Hello', 'vip');
    const { contactId } = (await shop.see('ada', `/v1/conversations/${now.body.conversationId}`, now)).body;
    const prefer = (firstHandler: string) =>
      shop.send('put', 'ada', `/v1/contacts/${contactId}/first-handler`, { firstHandler });
    const fresh = async (text: string) => {
      const { body } = await shop.write(text, 'vip');
      await shop.acted('sofia', body.conversationId, 'close');
      return shop.write(text, 'vip');
    };
    expect((await prefer('human')).status).toBe(200);
    expect((await shop.write('Still here', 'vip')).body.state).toBe('ai');
    const human = await fresh('Hello');
    expect(human.body.state).toBe('waiting');
    expect((await shop.handoffs(human))[0]).toMatchObject({ trigger: 'contact_preference' });
    expect((await shop.see('ada', `/v1/contacts/${contactId}`, human)).body).toMatchObject({ firstHandler: 'human' });
    await prefer('ai');
    expect((await fresh('Hello')).body.state).toBe('ai');
  });
});
