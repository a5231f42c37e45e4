import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
}, 60_000);

afterAll(() => application.stop());

describe('watching live', () => {
  it('shows messages and actions of every AI conversation as they happen, and which lists they touch (rows 61, 72)', async () => {
    const shop = await StoryWorkspace.open(application);
    const live = await shop.follow('ada');
    expect(await live.next()).toMatchObject({ event: 'ready' });
    const asked = await shop.write('Where is my parcel?', 'live');
    const turn = await shop.turn('front', asked);
    const { turnId, epoch, conversationId } = turn;
    await shop.acted('front', conversationId, 'agent-actions', { turnId, epoch, actionId: 'a1', name: 'look_up' });
    await shop.reply('front', turn, 'On its way.');
    await shop.write('I want a human', 'live');
    const seen = await live.untilItem('HandoffRequested');
    expect(seen.map(({ data }) => data.item?.type)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'AgentActionRecorded',
      'AgentReplied',
      'CustomerMessageReceived',
      'HandoffRequested',
    ]);
    expect(seen[2]!.data).toMatchObject({ conversationId, item: { details: { name: 'look_up' } } });
    expect(seen[3]!.data).toMatchObject({ item: { text: 'On its way.' }, touches: expect.arrayContaining(['board']) });
    expect(seen.at(-1)!.data.touches).toEqual(expect.arrayContaining(['queue', 'timeline']));
    // What was told can be queried already.
    const queue = await shop.send('get', 'ada', '/v1/queue');
    expect(queue.body.items).toMatchObject([{ conversationId }]);
    live.close();
  });

  it('goes on after a break where it ended, and tells nothing of other workspaces', async () => {
    const shop = await StoryWorkspace.open(application);
    const neighbour = await StoryWorkspace.open(application);
    const first = await shop.follow('ada');
    const { body } = await shop.write('I want a human', 'resume');
    const before = await first.untilItem('HandoffRequested');
    first.close();
    await neighbour.write('I want a human', 'elsewhere');
    await shop.acted('ben', body.conversationId, 'claim');
    const again = await shop.follow('ada', '', before.at(-1)!.id);
    const after = await again.untilItem('Claimed');
    expect(after.flatMap(({ data }) => data.conversationId ?? [])).toEqual([body.conversationId]);
    again.close();
  });
});

describe('looking back', () => {
  it('shows a conversation and the queue as they were at a moment, and nothing of what came later', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('I want a human', 'past');
    const { conversationId: id, position: then } = asked.body;
    await shop.acted('ada', id, 'claim');
    const closed = await shop.acted('ada', id, 'close');
    const was = await shop.see('sofia', `/v1/conversations/${id}?asOf=${then}`);
    expect(was.body).toMatchObject({ status: 'waiting', assigneeName: null, closedAt: null });
    expect((await shop.see('sofia', `/v1/conversations/${id}`, closed)).body).toMatchObject({ status: 'closed' });
    const queue = await shop.see('sofia', `/v1/queue?asOf=${then}`);
    expect(queue.body.items).toMatchObject([{ conversationId: id }]);
    const items = (await shop.see('sofia', `/v1/conversations/${id}/timeline?asOf=${then}`)).body.items;
    expect(items.at(-1)!.type).toBe('HandoffRequested');
  });

  it('refuses a moment that is to come', async () => {
    const shop = await StoryWorkspace.open(application);
    for (const [asOf, code] of [
      ['2126-01-01T00:00:00Z', 'moment_to_come'],
      ['9000000000000000', 'position_beyond_head'],
      ['yesterday', 'as_of_invalid'],
    ])
      expect(await shop.see('sofia', `/v1/queue?asOf=${asOf}`)).toMatchObject({ status: 422, body: { code } });
  });
});
