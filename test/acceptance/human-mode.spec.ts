import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

const invoice = {
  id: 'att-1',
  name: 'invoice.pdf',
  mediaType: 'application/pdf',
  bytes: 48_213,
  url: 'https://files.example.com/invoice.pdf',
};

describe('the AI', () => {
  it('stops when the handoff is triggered, not when it is claimed (rows 27, 38)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('My washing machine is on fire', 'stops');
    const turn = await shop.turn('front', asked);
    const { conversationId: id, turnId, epoch } = turn;
    const reasonText = 'The customer reports a fire, which no manual covers.';
    const request = { epoch, reasonCode: 'urgent', reasonText };
    const handedOff = await shop.acted('front', id, 'handoff-requests', request);
    expect(handedOff.body.state).toBe('waiting');
    expect((await shop.handoffs(handedOff))[0]).toMatchObject({ reasonCode: 'urgent', reasonText });

    const inFlight = { turnId, epoch, text: 'Have you tried turning it off?' };
    expect(await shop.act('front', id, 'agent-replies', inFlight)).toMatchObject({
      status: 409,
      body: { code: 'stale_epoch', state: 'waiting', currentEpoch: handedOff.body.epoch },
    });
    const types = (await shop.events(id)).map(({ type }) => type);
    expect(types).not.toContain('AgentReplied');
    expect(types.at(-1)).toBe('AgentReplyFenced');
  });

  it('resumes only when a person closes or returns the conversation, and is silent until then (rows 28, 40)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('I want a human', 'silent');
    const { conversationId: id } = body;
    const inQueue = await shop.write('Hello?', 'silent');
    await shop.acted('ada', id, 'claim');
    const withAda = await shop.write('Are you there?', 'silent');
    expect([inQueue.body.state, withAda.body.state]).toEqual(['waiting', 'human']);
    await expect(shop.turn('front', withAda)).rejects.toThrow('owes no turn');
    const saved = await shop.timeline(withAda, 'CustomerMessageReceived');
    expect(saved.map(({ text }) => text)).toEqual(['I want a human', 'Hello?', 'Are you there?']);

    const returned = await shop.acted('ada', id, 'return-to-ai', { confirmed: true });
    expect(returned.body).toMatchObject({ state: 'ai', agent: { name: 'front' } });
    const next = await shop.write('One more thing', 'silent');
    expect(await shop.reply('front', await shop.turn('front', next))).toMatchObject({ status: 200 });
  });

  it('can be stopped in any chat at any time by unassigning it; then nobody has it until somebody picks it up (row 62)', async () => {
    const shop = await StoryWorkspace.open(application, { handoffEnabled: false });
    const { body } = await shop.write('Hello', 'unassign');
    const stopped = await shop.acted('ada', body.conversationId, 'unassign-agent');
    expect(stopped.body).toMatchObject({ state: 'waiting' });
    expect(stopped.body.assignee).toBeUndefined();
    const claimed = await shop.acted('ben', body.conversationId, 'claim');
    expect(claimed.body).toMatchObject({ state: 'human', assignee: { name: 'Ben Okafor' } });
  });

  it('may not hand off by its own rules where handing off is disabled (row 32)', async () => {
    const shop = await StoryWorkspace.open(application, { handoffEnabled: false });
    expect((await shop.write('I will call my lawyer', 'disabled')).body.state).toBe('ai');
    const turn = await shop.turn('front', await shop.write('So?', 'disabled'));
    const { epoch, conversationId: id, turnId } = turn;
    for (const what of ['handoff-requests', 'offers'])
      expect(await shop.act('front', id, what, { epoch })).toMatchObject({
        status: 409,
        body: { code: 'handoff_disabled', state: 'ai' },
      });
    for (const answered of [false, false, false, false])
      await shop.acted('front', id, 'assessments', { turnId, epoch, answered });
    expect((await shop.events(id)).map(({ type }) => type)).not.toContain('HandoffRequested');
  });
});

describe('human-only mode', () => {
  it('keeps the attachments with the turn of the customer, for people and for the AI (row 41)', async () => {
    const shop = await StoryWorkspace.open(application);
    const sent = await shop.write('See my invoice', 'files', { attachments: [invoice] });
    expect(await shop.turn('front', sent)).toMatchObject({ attachments: [invoice] });
    await shop.write('I want a human', 'files');
    const silent = await shop.write('', 'files', { attachments: [{ ...invoice, id: 'att-2' }] });
    expect(await shop.timeline(silent, 'CustomerMessageReceived')).toMatchObject([
      { text: 'See my invoice', attachments: [invoice] },
      { text: 'I want a human', attachments: [] },
      { text: '', attachments: [{ ...invoice, id: 'att-2' }] },
    ]);
  });

  it('holds for that customer and that agent, on every channel; others are unaffected (row 39)', async () => {
    const shop = await StoryWorkspace.open(application);
    const other = await shop.hire('other');
    await shop.set('default-agents', { channel: 'mail', agentId: other });
    const asked = await shop.write('I want a human', 'anna');
    expect((await shop.write('Hello', 'bert')).body.state).toBe('ai');
    const { contactId } = (await shop.see('ada', `/v1/conversations/${asked.body.conversationId}`, asked)).body;
    for (const channel of ['chat', 'mail'])
      await shop.send('post', 'ada', `/v1/contacts/${contactId}/identities`, { channel, externalUserId: 'anna' });

    const otherChannel = await shop.write('Hello', 'anna', { channel: 'chat' });
    expect(otherChannel.body.state).toBe('waiting');
    const linked = await shop.see('ada', `/v1/conversations/${otherChannel.body.conversationId}`, otherChannel);
    expect(linked.body).toMatchObject({ contactId, linkedConversationId: asked.body.conversationId });
    const otherAgent = await shop.write('Hello', 'anna', { channel: 'mail' });
    expect(otherAgent.body).toMatchObject({ state: 'ai', agent: { name: 'other' } });
  });

  it("stands on the contact's page per agent: mode, why, by whom, until when (rows 44, 45, 46)", async () => {
    const shop = await StoryWorkspace.open(application, { idleTimeoutMinutes: 30 });
    const { body } = await shop.write('Hello', 'page');
    const { conversationId: id } = body;
    const modesAfter = async (what: string, by = 'ada', more: object = {}) => {
      const done = await shop.acted(by, id, what, more);
      const { contactId } = (await shop.see('ada', `/v1/conversations/${id}`, done)).body;
      return (await shop.see('ada', `/v1/contacts/${contactId}`, done)).body.modes;
    };
    const agentId = shop.agents['front'];
    expect(await modesAfter('switch-to-human', 'ada', { reasonCode: 'sensitive' })).toMatchObject([
      { agentId, agentName: 'front', mode: 'human', source: 'manual', reasonCode: 'sensitive' },
    ]);
    const back = await modesAfter('return-to-ai', 'ben', { confirmed: true });
    expect(back).toMatchObject([
      { mode: 'ai', source: 'manual', decidedByKind: 'member', decidedById: shop.members.ben, expiresAt: null },
    ]);
    const byRule = await shop.write('My lawyer disagrees', 'page');
    const { contactId } = (await shop.see('ada', `/v1/conversations/${id}`, byRule)).body;
    const [mode] = (await shop.see('ada', `/v1/contacts/${contactId}`, byRule)).body.modes;
    expect(mode).toMatchObject({ mode: 'human', source: 'agent', trigger: 'keyword' });
    const minutes = (Date.parse(mode!['expiresAt'] as string) - Date.parse(mode!['since'] as string)) / 60_000;
    expect(minutes).toBeCloseTo(30, 1);
  });

  it('is switched by hand only where the agent is published and its handoff enabled (row 47)', async () => {
    const shop = await StoryWorkspace.open(application);
    const first = await shop.write('Hello', 'switch-1');
    await shop.retrain('front', { handoffEnabled: false });
    const second = await shop.write('Hello', 'switch-2');
    expect(await shop.act('ada', second.body.conversationId, 'switch-to-human')).toMatchObject({
      status: 409,
      body: { code: 'handoff_disabled', state: 'ai' },
    });
    await shop.retrain('front', { handoffEnabled: true });
    await shop.send('post', 'olga', `/v1/agents/${shop.agents['front']}/unpublish`);
    expect(await shop.act('ada', first.body.conversationId, 'switch-to-human')).toMatchObject({
      status: 409,
      body: { code: 'agent_not_published', state: 'ai' },
    });
    expect((await shop.acted('ada', first.body.conversationId, 'assume')).body.state).toBe('human');
  });
});
