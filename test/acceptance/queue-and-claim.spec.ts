import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

describe('the queue', () => {
  it('shows every pending handoff, by priority and then by the time it was asked for (row 23)', async () => {
    const shop = await StoryWorkspace.open(application);
    const first = await shop.write('Let me talk to a person please', 'first');
    const second = await shop.write('Is it ready?', 'second');
    const third = await shop.write('I want to speak to someone', 'third');
    const { epoch } = await shop.turn('front', second);
    const urgent = { epoch, reasonCode: 'urgent', reasonText: 'The wedding is tomorrow.' };
    const raised = await shop.acted('front', second.body.conversationId, 'handoff-requests', urgent);
    const queue = await shop.see('ada', '/v1/queue', raised);
    expect(queue.body.waiting).toBe(3);
    expect(queue.body.items).toMatchObject([
      { conversationId: second.body.conversationId, reasonCode: 'urgent', reasonText: 'The wedding is tomorrow.' },
      { conversationId: first.body.conversationId, reasonCode: 'customer_request', customerAsked: true },
      { conversationId: third.body.conversationId, conversation: { lastText: 'I want to speak to someone' } },
    ]);
    const place = await shop.see('ada', `/v1/conversations/${third.body.conversationId}`, raised);
    expect(place.body['place']).toMatchObject({ position: 3 });
  });

  it('is counted in the inbox of every member (part of row 22)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.write('Can I speak to a human?', 'one');
    const asked = await shop.write('Get me an agent please', 'two');
    for (const who of ['olga', 'sofia', 'ada', 'ben'])
      expect((await shop.see(who, '/v1/inbox', asked)).body).toMatchObject({ waiting: 2, assigned: 0 });
  });

  it('keeps the place of what is released, and goes to a team on transfer', async () => {
    const shop = await StoryWorkspace.open(application);
    const early = await shop.write('I want a human', 'early');
    const { conversationId: id } = early.body;
    await shop.write('I want a human', 'late');
    await shop.acted('ada', id, 'claim');
    const released = await shop.acted('ada', id, 'release', { reasonText: 'End of my shift.' });
    expect(released.body).toMatchObject({ state: 'waiting' });
    expect((await shop.see('ben', '/v1/queue', released)).body.items[0]).toMatchObject({ conversationId: id });
    await shop.set('teams/billing', { name: 'Billing', memberIds: [shop.members.ben] });
    await shop.acted('ada', id, 'claim');
    const moved = await shop.acted('ada', id, 'transfer', { teamId: 'billing', reasonCode: 'complex' });
    const ofTeam = await shop.see('ben', '/v1/queue?teamId=billing', moved);
    expect(ofTeam.body.items).toMatchObject([{ conversationId: id, teamId: 'billing' }]);
  });
});

describe('a claim', () => {
  it('answers 409 with who won to everybody but the first of a hundred claimers (row 24)', async () => {
    const shop = await StoryWorkspace.open(application);
    const crowd = Array.from({ length: 100 }, (_, i) => ({ memberId: randomUUID(), name: `Member ${i}` }));
    for (const { memberId, name } of crowd) {
      await shop.send('post', 'olga', '/v1/workspace/members', { memberId, name, role: 'operator' });
      await shop.letIn(name, { kind: 'member', id: memberId, role: 'operator' });
    }
    const { body: asked } = await shop.write('Can I talk to a real person?', 'crowd');
    const claims = await Promise.all(crowd.map(({ name }) => shop.act(name, asked.conversationId, 'claim')));

    const won = claims.filter(({ status }) => status === 200);
    const lost = claims.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([1, 99]);
    const winner = crowd[claims.indexOf(won[0]!)]!;
    const assignee = { id: winner.memberId, name: winner.name };
    expect(won[0]!.body).toMatchObject({ state: 'human', assignee });
    for (const { body } of lost) expect(body).toMatchObject({ code: 'already_claimed', state: 'human', assignee });
    const events = await shop.events(asked.conversationId);
    expect(events.filter(({ type }) => type === 'Claimed')).toHaveLength(1);

    const again = await shop.act(winner.name, asked.conversationId, 'claim');
    expect(again).toMatchObject({ status: 200, body: { state: 'human', assignee } });
    const after = await shop.events(asked.conversationId);
    expect(after.filter(({ type }) => type === 'Claimed')).toHaveLength(1);
  });

  it('is lost by a member who is removed: what they had waits again, at its old place (row 74)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('I want a human', 'orphan');
    const { conversationId: id } = asked.body;
    const [before] = (await shop.see('ada', '/v1/queue', asked)).body.items;
    await shop.acted('ben', id, 'claim');
    await shop.send('delete', 'olga', `/v1/workspace/members/${shop.members.ben}`);
    const released = await until('it is released', 10_000, async () =>
      (await shop.events(id)).find(({ type }) => type === 'Released'),
    );
    expect(released).toMatchObject({ data: { cause: 'member_removed' } });
    const { items } = (await shop.seeNow('ada', '/v1/queue')).body;
    expect(items).toMatchObject([{ conversationId: id, waiting: true, queuedAt: before!.queuedAt }]);
  });

  it("moves the conversation into one's own inbox and out of everybody's queue (rows 24, 55)", async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('I want a human', 'mine');
    const { conversationId: id } = asked.body;
    const claimed = await shop.acted('ada', id, 'claim');
    expect((await shop.see('ben', '/v1/queue', claimed)).body).toMatchObject({ items: [], waiting: 0 });
    expect((await shop.see('ada', '/v1/inbox', claimed)).body).toMatchObject({
      items: [{ conversationId: id, assigneeName: 'Ada Martin', lastText: 'I want a human' }],
      assigned: 1,
      waiting: 0,
    });
    expect((await shop.see('ben', '/v1/inbox', claimed)).body).toMatchObject({ items: [], assigned: 0 });
  });

  it('shows the assignee the whole history with the AI, and lets only them reply (rows 26, 55, 64)', async () => {
    const shop = await StoryWorkspace.open(application);
    const question = await shop.write('How long does it take?', 'history');
    const { conversationId: id } = question.body;
    await shop.reply('front', await shop.turn('front', question), 'Two days, as a rule.');
    await shop.write('That is too long, I need a real person', 'history');
    await shop.acted('ada', id, 'claim');
    expect(await shop.act('ben', id, 'replies', { text: 'Me too' })).toMatchObject({
      status: 409,
      body: { code: 'not_your_conversation', assignee: { id: shop.members.ada, name: 'Ada Martin' } },
    });
    const replied = await shop.acted('ada', id, 'replies', { text: 'I can bring it forward.' });
    const said = (await shop.timeline(replied)).filter(({ kind }) => kind === 'message');
    expect(said).toMatchObject([
      { authorKind: 'customer', text: 'How long does it take?' },
      { authorKind: 'ai_agent', authorName: 'front', text: 'Two days, as a rule.' },
      { authorKind: 'customer', text: 'That is too long, I need a real person' },
      { authorKind: 'member', authorName: 'Ada Martin', text: 'I can bring it forward.' },
    ]);
  });

  it('is not the only way in: any member can be assigned, a waiting or an AI conversation (row 54)', async () => {
    const shop = await StoryWorkspace.open(application);
    const waiting = await shop.write('I want a human', 'assign-1');
    const withAi = await shop.write('Hello', 'assign-2');
    for (const { body } of [waiting, withAi]) {
      const assigned = await shop.acted('ada', body.conversationId, 'assign', { to: shop.members.ben });
      expect(assigned.body).toMatchObject({ state: 'human', assignee: { name: 'Ben Okafor' } });
      expect((await shop.see('ben', '/v1/inbox', assigned)).body.items[0]).toMatchObject({
        conversationId: body.conversationId,
      });
    }
    const types = (await shop.events(withAi.body.conversationId)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['HandoffRequested', 'Assigned']);
    expect(await shop.act('ada', waiting.body.conversationId, 'assign', { to: randomUUID() })).toMatchObject({
      status: 404,
      body: { code: 'member_not_found' },
    });
    expect(await shop.act('ada', waiting.body.conversationId, 'assign', { to: shop.members.paul })).toMatchObject({
      status: 403,
    });
  });
});

describe('a member who answers in another app', () => {
  it('takes the conversation from the AI, or from the queue; beside a colleague it is only noted', async () => {
    const shop = await StoryWorkspace.open(application);
    const outside = (id: string, memberId: string | null) =>
      shop.acted('web', id, 'outside-replies', { text: 'On it!', channelMessageId: randomUUID(), memberId });
    const withAi = await shop.write('Hello', 'outside-1');
    const taken = await outside(withAi.body.conversationId, shop.members.ada);
    expect(taken.body).toMatchObject({ state: 'human', assignee: { name: 'Ada Martin' } });
    const waiting = await shop.write('I want a human', 'outside-2');
    const claimed = await outside(waiting.body.conversationId, shop.members.ben);
    expect(claimed.body).toMatchObject({ state: 'human', assignee: { name: 'Ben Okafor' } });
    const beside = await outside(waiting.body.conversationId, shop.members.ada);
    expect(beside.body).toMatchObject({ state: 'human', assignee: { name: 'Ben Okafor' } });
    const unknown = await shop.write('Hello', 'outside-3');
    expect((await outside(unknown.body.conversationId, null)).body).toMatchObject({ state: 'waiting' });
    const seen = await shop.timeline(beside, 'Claimed', 'MemberReplied', 'ExternalReplyObserved');
    expect(seen.map(({ type }) => type)).toEqual(['Claimed', 'MemberReplied', 'ExternalReplyObserved']);
  });

  it('is not mistaken for one when the channel only echoes our own message', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body: asked } = await shop.write('I want a human', 'echo');
    const { conversationId: id } = asked;
    await shop.acted('ada', id, 'claim');
    const { body: reply } = await shop.acted('ada', id, 'replies', { text: 'Hello' });
    const sent = { messageId: reply.messageId, status: 'sent', channelMessageId: 'wamid.1' };
    await shop.acted('web', id, 'deliveries', sent);
    const before = (await shop.events(id)).length;
    await shop.acted('web', id, 'outside-replies', { text: 'Hello', channelMessageId: 'wamid.1' });
    expect(await shop.events(id)).toHaveLength(before);
  });
});

describe('a position that a command answered', () => {
  it('makes every query that is given it show the effect, or say that it could not in time', async () => {
    const shop = await StoryWorkspace.open(application);
    for (let n = 0; n < 10; n += 1) {
      const asked = await shop.write('I want a human', `positions-${n}`);
      expect((await shop.see('ada', '/v1/queue', asked)).body.waiting).toBe(n + 1);
    }
    const beyond = await shop.see('ada', '/v1/queue?after=9000000000000000000');
    expect(beyond).toMatchObject({ status: 422, body: { code: 'position_beyond_head' } });
  });
});
