import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../parts/answer.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** From the front line to billing by the front line's own rules, with everything that can be passed. */
async function toBilling(shop: StoryWorkspace, from: string): Promise<Answer> {
  const asked = await shop.write('You charged me twice', from);
  const turn = await shop.turn('front', asked);
  await shop.reply('front', turn, 'Let me see.');
  return shop.acted('front', turn.conversationId, 'hand-off-to-agent', {
    toAgentId: shop.agents['billing'],
    epoch: turn.epoch,
    reasonCode: 'out_of_scope',
    reasonText: 'Billing is not mine.',
    context: {
      summary: 'Charged twice in October.',
      variables: { orderId: '4711' },
      note: 'Polite so far.',
      attachments: ['att-1'],
    },
  });
}

describe('a handoff from agent to agent', () => {
  it('is recorded: from whom, to whom, who decided, why, when, with what context (rows 1, 3, 4, 5, 6, 7)', async () => {
    const shop = await StoryWorkspace.open(application);
    const billing = await shop.hire('billing');
    const moved = await toBilling(shop, 'twice');
    expect(moved.body).toMatchObject({ state: 'ai', agent: { name: 'billing' } });
    const handoffs = await shop.handoffs(moved);
    expect(handoffs).toHaveLength(1);
    expect(handoffs[0]).toMatchObject({
      direction: 'agent_to_agent',
      fromId: shop.agents['front'],
      fromName: 'front',
      toId: billing,
      toName: 'billing',
      decidedByKind: 'agent_rule',
      decidedById: shop.agents['front'],
      decidedByName: 'front',
      trigger: 'agent_to_agent',
      reasonCode: 'out_of_scope',
      reasonText: 'Billing is not mine.',
      context: {
        summary: 'Charged twice in October.',
        variables: { orderId: '4711' },
        note: 'Polite so far.',
        attachments: ['att-1'],
        transcript: { messages: 2 },
      },
    });
    const age = Date.now() - Date.parse(handoffs[0]!['at'] as string);
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(10_000);

    const byMember = await shop.acted('ada', moved.body.conversationId, 'hand-off-to-agent', {
      toAgentId: shop.agents['front'],
      reasonCode: 'faq',
    });
    expect((await shop.handoffs(byMember))[1]).toMatchObject({
      number: 2,
      decidedByKind: 'member',
      decidedById: shop.members.ada,
      decidedByName: 'Ada Martin',
    });
  });

  it('passes a copy made then: what is said later does not change what the receiver was given (row 8)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.hire('billing');
    const moved = await toBilling(shop, 'copy');
    const [before] = await shop.handoffs(moved);
    const turn = await shop.turn('billing', moved);
    expect(turn).toMatchObject({ cause: 'resume', context: { summary: 'Charged twice in October.' } });
    const messages = turn['messages'] as { messageId: string; text: string }[];
    expect(messages.map(({ text }) => text)).toEqual(['You charged me twice', 'Let me see.']);
    const given = { from: messages[0]!.messageId, to: messages[1]!.messageId, messages: 2 };
    const { conversationId: id, turnId, epoch } = turn;
    await shop.acted('billing', id, 'agent-replies', { turnId, epoch, text: 'It was one charge.', given });
    const later = await shop.write('I see, sorry', 'copy');
    const [after] = await shop.handoffs(later);
    expect(after!['context']).toEqual(before!['context']);
    const replies = await shop.timeline(later, 'AgentReplied');
    expect(replies.at(-1)!.details).toMatchObject({ given });
  });

  it('stands inline on the timeline, at its place among the messages (rows 7, 9)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.hire('billing');
    const moved = await toBilling(shop, 'inline');
    const next = await shop.write('Are you there?', 'inline');
    const items = await shop.timeline(next);
    expect(items.map(({ type }) => type)).toEqual([
      'ConversationStarted',
      'CustomerMessageReceived',
      'AgentReplied',
      'HandedOffToAgent',
      'CustomerMessageReceived',
    ]);
    const times = items.map((item) => item['at'] as string);
    expect([...times].sort()).toEqual(times);
    expect(items[3]).toMatchObject({
      from: { name: 'front' },
      to: { name: 'billing' },
      details: { handoffId: (await shop.handoffs(moved))[0]!['handoffId'], reasonCode: 'out_of_scope' },
    });
  });

  it('is neither a handoff to people nor a form: each is a thing of its own (row 48)', async () => {
    const shop = await StoryWorkspace.open(application);
    const billing = await shop.hire('billing');
    const { body } = await shop.write('Hello', 'distinct');
    const { conversationId: id } = body;
    await shop.acted('web', id, 'contact-form', { details: { email: 'anna@example.com' } });
    await shop.acted('ada', id, 'hand-off-to-agent', { toAgentId: billing });
    const asked = await shop.acted('web', id, 'handoff-requests');
    const kinds = (await shop.timeline(asked)).map(({ type, kind }) => [type, kind]);
    expect(kinds.slice(2)).toEqual([
      ['ContactFormSubmitted', 'form'],
      ['HandedOffToAgent', 'handoff'],
      ['HandoffRequested', 'handoff'],
    ]);
    const directions = (await shop.handoffs(asked)).map((handoff) => handoff['direction']);
    expect(directions).toEqual(['agent_to_agent', 'to_people']);
  });

  it('is refused to one that already has it, is not active or is not there; over the loop limit people are asked', async () => {
    const shop = await StoryWorkspace.open(application);
    const [front, billing] = [shop.agents['front']!, await shop.hire('billing')];
    await shop.set('loop-limit', { limit: 2 });
    const { body } = await shop.write('Hello', 'loop');
    const pass = (toAgentId: string) => shop.act('ada', body.conversationId, 'hand-off-to-agent', { toAgentId });
    for (const nobody of [await shop.hire('draft', {}, false), shop.id])
      expect(await pass(nobody)).toMatchObject({ status: 409, body: { code: 'agent_not_active', state: 'ai' } });
    expect((await pass(billing)).body).toMatchObject({ state: 'ai', agent: { name: 'billing' } });
    expect((await pass(front)).body).toMatchObject({ state: 'ai', agent: { name: 'front' } });
    const over = await pass(billing);
    expect(over.body).toMatchObject({ state: 'waiting' });
    expect((await shop.handoffs(over)).at(-1)).toMatchObject({
      trigger: 'loop_limit',
      trace: { counters: { agentHandoffs: 2 }, thresholds: { agentHandoffs: 2 } },
    });
  });
});

describe('what agents do', () => {
  it('is logged in the conversation as it happens, and kept as late when control has moved (row 71)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { turnId, epoch, conversationId: id } = await shop.turn('front', await shop.write('Hello', 'skills'));
    const skill = { turnId, epoch, actionId: 'look-up-1', name: 'look_up_order', arguments: { orderId: '4711' } };
    await shop.acted('front', id, 'agent-actions', { ...skill, result: { status: 'shipped' } });
    await shop.acted('front', id, 'agent-actions', { ...skill, result: { status: 'shipped' } });
    await shop.acted('ada', id, 'assume');
    const late = await shop.acted('front', id, 'agent-actions', { ...skill, actionId: 'refund-1', name: 'refund' });
    expect(await shop.timeline(late, 'AgentActionRecorded')).toMatchObject([
      {
        authorName: 'front',
        details: { name: 'look_up_order', late: false },
        personal: { arguments: { orderId: '4711' }, result: { status: 'shipped' } },
      },
      { details: { name: 'refund', late: true } },
    ]);
  });
});

describe('the handoffs of a workspace', () => {
  it('stand in one view, expand to the full record, and filter by agent, reason and time (rows 10, 11, 12)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.hire('billing');
    const early = await toBilling(shop, 'view-1');
    const between = new Date().toISOString();
    await shop.write('My lawyer says no', 'view-2');
    const taken = await shop.write('I want a human', 'view-3');
    const claimed = await shop.acted('ben', taken.body.conversationId, 'claim');
    const list = async (query = '') =>
      (await shop.see('paul', `/v1/handoffs?limit=10${query}`, claimed)).body.items.map((one) => one['trigger']);
    expect(await list()).toEqual(['explicit_request', 'keyword', 'agent_to_agent']);
    expect(await list(`&agentId=${shop.agents['billing']}`)).toEqual(['agent_to_agent']);
    expect(await list('&reasonCode=customer_request')).toEqual(['explicit_request']);
    expect(await list(`&from=${between}`)).toEqual(['explicit_request', 'keyword']);
    expect(await list(`&until=${between}`)).toEqual(['agent_to_agent']);
    expect(await list(`&memberId=${shop.members.ben}`)).toEqual(['explicit_request']);
    expect(await list('&direction=to_people&decidedBy=agent_rule')).toEqual(['keyword']);

    const [listed] = await shop.handoffs(early);
    const one = await shop.see('paul', `/v1/handoffs/${listed!['handoffId'] as string}`, claimed);
    expect(one.body).toMatchObject({ reasonText: 'Billing is not mine.', context: { note: 'Polite so far.' } });
    const opened = await shop.see('paul', `/v1/handoffs/${(await shop.handoffs(claimed))[0]!['handoffId'] as string}`);
    expect(opened.body).toMatchObject({
      receiverName: 'Ben Okafor',
      receivedBy: 'Claimed',
      trace: { agentVersion: 1 },
    });

    const paged = await shop.see('paul', '/v1/handoffs?limit=2', claimed);
    const rest = await shop.see('paul', `/v1/handoffs?limit=2&cursor=${encodeURIComponent(paged.body.next!)}`);
    expect([paged.body.items.length, rest.body.items.length, rest.body.next]).toEqual([2, 1, null]);
    const reversed = await shop.see('paul', `/v1/handoffs?from=${between}&until=2026-01-01T00:00:00Z`);
    expect(reversed).toMatchObject({ status: 422, body: { code: 'range_reversed' } });
    expect((await shop.see('paul', '/v1/handoffs?cursor=bm8')).status).toBe(422);
    for (const unknown of ['handoffs?trigger=moon', 'handoffs?from=2026-02-30T00:00:00Z', 'audit-log?type=MoonRose'])
      expect(await shop.see('paul', `/v1/${unknown}`)).toMatchObject({ status: 422, body: { code: 'invalid_query' } });
  });

  it('are counted: how often each agent escalates, as a share of the conversations it had (row 13)', async () => {
    const shop = await StoryWorkspace.open(application);
    const billing = await shop.hire('billing');
    for (const from of ['rate-1', 'rate-2', 'rate-3']) await shop.write('Hello', from);
    const toBillingAgent = { agentId: billing };
    await shop.write('Hello', 'rate-4', toBillingAgent);
    await shop.write('I want a human', 'rate-1');
    await shop.write('I want a human', 'rate-4', toBillingAgent);
    const { body } = await shop.write('Hello', 'rate-5');
    const last = await shop.acted('ada', body.conversationId, 'assume');
    const { items } = (await shop.see('paul', '/v1/metrics?groupBy=agent', last)).body;
    const rates = items.map((item) => [(item['group'] as { agentId: string }).agentId, item['handoff']]);
    // Five conversations, of which one customer asked and one member took over by themselves, which is no escalation.
    expect(Object.fromEntries(rates)).toEqual({
      [shop.agents['front']!]: { count: 1, of: 4, rate: 0.25 },
      [billing]: { count: 1, of: 1, rate: 1 },
    });
  });
});

describe('the audit log of a workspace', () => {
  it("names every change of agents and settings with who made it; people's changes and handoffs apart (row 15)", async () => {
    const shop = await StoryWorkspace.open(application);
    const changed = await shop.set('loop-limit', { limit: 7 });
    const { items } = (await shop.see('paul', '/v1/audit-log?limit=100', changed)).body;
    expect(items[0]).toMatchObject({ type: 'LoopLimitChanged', actorName: 'Olga Berg', details: { limit: 7 } });
    expect([...items].reverse().map(({ type }) => type)).toEqual([
      'WorkspaceCreated',
      ...Array<string>(5).fill('MemberAdded'),
      'AgentRegistered',
      'AgentVersionApplied',
      'AgentVersionPublished',
      'DefaultAgentSet',
      'LoopLimitChanged',
    ]);
    const ofAgent = await shop.see(
      'paul',
      `/v1/audit-log?subjectId=${shop.agents['front']}&type=AgentVersionPublished`,
    );
    expect(ofAgent.body.items).toMatchObject([{ subjectKind: 'agent', actorId: shop.members.olga }]);
    expect(await shop.see('ada', '/v1/audit-log')).toMatchObject({ status: 403, body: { code: 'role_not_allowed' } });
  });
});
