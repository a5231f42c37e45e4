import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../parts/answer.js';
import { EventStream } from '../parts/event-stream.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** Follows a workspace as one of its operators. */
async function follow(shop: StoryWorkspace, query = ''): Promise<EventStream> {
  const ada = { kind: 'member', id: shop.members.ada, role: 'operator' } as const;
  const token = await application.tokenFor({ workspaceId: shop.id, ...ada });
  return EventStream.open(`${application.url}/v1/live${query}`, token);
}

describe('a member who looks on', () => {
  it('follows messages, actions and handoffs while they happen (rows 22, 61, 72)', async () => {
    const shop = await StoryWorkspace.open(application);
    const stream = await follow(shop);
    const first = await shop.write('Where is my order?', 'watched');
    const turn = await shop.turn('front', first);
    await shop.acted('front', turn.conversationId, 'agent-actions', {
      turnId: turn.turnId,
      epoch: turn.epoch,
      actionId: 'find-7',
      name: 'order.find',
      arguments: { order: '7' },
      result: { found: true },
    });
    await shop.reply('front', turn, 'It is on its way.');
    await shop.write('I want a human', 'watched');
    await shop.acted('ada', turn.conversationId, 'claim');
    const told = await stream.upTo('Claimed');
    stream.close();
    expect(told.map(({ data }) => data.item?.type)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'AgentActionRecorded',
      'AgentReplied',
      'CustomerMessageReceived',
      'HandoffRequested',
      'Claimed',
    ]);
    expect(told[3]).toMatchObject({
      data: { touches: ['inbox', 'board', 'timeline'], item: { text: 'It is on its way.' } },
    });
    expect(told[5]!.data.touches).toContain('queue');
    expect(told[6]!.data.touches).toEqual(['queue', 'inbox', 'timeline']);
  });

  it('sees nothing of another workspace', async () => {
    const shop = await StoryWorkspace.open(application);
    const stranger = await StoryWorkspace.open(application);
    const stream = await follow(stranger);
    const other = await shop.write('I want a human', 'not yours');
    const own = await stranger.write('Hello', 'yours');
    expect((await stream.change()).data.conversationId).toBe(own.body.conversationId);
    stream.close();
    await expect(follow(stranger, `?conversationId=${other.body.conversationId}`)).rejects.toThrow(
      'conversation_not_found',
    );
  });
});

describe('looking back', () => {
  let shop: StoryWorkspace;
  let asked: Answer;
  let claimed: Answer;
  let id: string;

  beforeAll(async () => {
    shop = await StoryWorkspace.open(application, { triggers: { keywords: ['lawyer'] } });
    const hello = await shop.write('Hello', 'past');
    await shop.reply('front', await shop.turn('front', hello), 'Hi!');
    asked = await shop.write('I want a human', 'past');
    id = asked.body.conversationId;
    claimed = await shop.acted('ada', id, 'claim');
    await shop.acted('ada', id, 'replies', { text: 'I am here.' });
    await shop.acted('ada', id, 'close');
  }, 60_000);

  const at = (answer: Answer) => `asOf=${answer.body.position}`;

  it('shows who could answer, the mode and its reason, and the queue, as they were (rows 23, 44, 45)', async () => {
    const then = (await shop.see('paul', `/v1/conversations/${id}?${at(asked)}`)).body;
    expect(then).toMatchObject({
      status: 'waiting',
      place: null,
      asOf: {
        position: asked.body.position,
        mayAnswer: { kind: 'nobody' },
        modes: [{ mode: 'human', trigger: 'explicit_request' }],
        queue: { waiting: true },
      },
    });
    const later = (await shop.see('paul', `/v1/conversations/${id}?${at(claimed)}`)).body;
    expect(later).toMatchObject({ status: 'human', asOf: { mayAnswer: { kind: 'member', id: shop.members.ada } } });
    expect((await shop.see('paul', `/v1/queue?${at(asked)}`)).body).toMatchObject({
      waiting: 1,
      items: [{ conversationId: id, conversation: { status: 'waiting' } }],
    });
    expect((await shop.see('paul', `/v1/queue?${at(claimed)}`)).body).toMatchObject({ waiting: 0, items: [] });
    const [, now] = [claimed, (await shop.seeNow('paul', `/v1/conversations/${id}`)).body];
    expect(now).toMatchObject({ status: 'closed' });
    expect(now['asOf']).toBeUndefined();
  });

  it('pages the timeline of then, at a position or a time', async () => {
    const path = `/v1/conversations/${id}/timeline`;
    const whole = (await shop.see('paul', `${path}?${at(claimed)}`)).body;
    expect(whole.items.map(({ type }) => type)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'AgentReplied',
      'CustomerMessageReceived',
      'HandoffRequested',
      'Claimed',
    ]);
    const first = (await shop.see('paul', `${path}?${at(claimed)}&limit=4&direction=desc`)).body;
    const cursor = encodeURIComponent(first.next!);
    const second = (await shop.see('paul', `${path}?${at(claimed)}&limit=4&direction=desc&cursor=${cursor}`)).body;
    expect([...first.items, ...second.items].reverse()).toEqual(whole.items);
    expect(second.next).toBeNull();
    const elsewhere = await shop.see('paul', `${path}?${at(asked)}&cursor=${cursor}`);
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'cursor_invalid' } });
    const started = whole.items[0]!['at'] as string;
    const now = (await shop.see('paul', `${path}?asOf=${new Date().toISOString()}`)).body;
    expect(now.items.filter(({ kind }) => kind !== 'notice').at(-1)!.type).toBe('ConversationClosed');
    const before = new Date(Date.parse(started) - 60_000).toISOString();
    expect((await shop.see('paul', `${path}?asOf=${before}`)).status).toBe(404);
  });

  it.each([
    ['yesterday', 'as_of_invalid'],
    ['-5', 'as_of_invalid'],
    ['999999999999', 'position_beyond_head'],
    ['2999-01-01T00:00:00Z', 'moment_to_come'],
  ])('refuses a moment that is none, or has not come: %s', async (moment, code) => {
    for (const path of [`/v1/conversations/${id}`, `/v1/conversations/${id}/timeline`, '/v1/queue'])
      expect(await shop.see('paul', `${path}?asOf=${moment}`)).toMatchObject({ status: 422, body: { code } });
  });

  it('refuses to have seen what the log has not come to, of the past as well', async () => {
    for (const path of [`/v1/conversations/${id}`, `/v1/conversations/${id}/timeline`, '/v1/queue'])
      expect(await shop.see('paul', `${path}?${at(asked)}&after=999999999999`)).toMatchObject({
        status: 422,
        body: { code: 'position_beyond_head' },
      });
  });

  it('asks the rights of today: nobody from elsewhere, and no runtime', async () => {
    const stranger = await StoryWorkspace.open(application);
    expect(await stranger.see('paul', `/v1/conversations/${id}?${at(asked)}`)).toMatchObject({ status: 404 });
    expect((await stranger.see('paul', `/v1/queue?${at(asked)}`)).body).toMatchObject({ waiting: 0, items: [] });
    expect(await shop.see('front', `/v1/queue?${at(asked)}`)).toMatchObject({ status: 403 });
  });
});

describe('what will happen by itself', () => {
  it('is listed for the workspace, the next due first (rows 33, 56)', async () => {
    const shop = await StoryWorkspace.open(application, { idleTimeoutMinutes: 60 });
    const stranger = await StoryWorkspace.open(application);
    await stranger.write('I want a human', 'elsewhere');
    const { body } = await shop.write('I need a lawyer', 'armed');
    const { items } = (await shop.seeNow('ada', '/v1/deadlines')).body;
    expect(items.map(({ conversationId }) => conversationId)).toEqual([body.conversationId, body.conversationId]);
    expect(items.map(({ kind }) => kind).sort()).toEqual(['idle', 'unclaimed']);
    const due = items.map((row) => row['dueAt'] as string);
    expect(due).toEqual([...due].sort());
    expect((await shop.seeNow('ada', '/v1/deadlines?kind=idle')).body.items).toMatchObject([{ kind: 'idle' }]);
    for (const query of ['kind=tea', 'from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z'])
      expect((await shop.see('ada', `/v1/deadlines?${query}`)).status).toBe(422);
    expect((await shop.see('web', '/v1/deadlines')).status).toBe(403);
  });
});
