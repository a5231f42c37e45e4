import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { clientOf, type Client } from '../../test/client.js';
import { startApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await clientOf(api);
});

afterAll(async () => {
  await api.stop();
});

/** A conversation with an agent, and the turn that the agent owes in it. */
async function begun(from: string, text = 'My invoice is wrong') {
  const { body } = await client.write(text, from);
  const { body: polled } = await client.get('runtime', `/v1/agents/${api.agentId}/turns?after=${body.position}`);
  const turn = polled.turns.find(({ conversationId }) => conversationId === body.conversationId)!;
  return { path: `/v1/conversations/${body.conversationId}`, conversationId: body.conversationId, turn };
}

async function waiting(from: string) {
  const { body } = await client.write('Let me talk to a person', from);
  expect(body.state).toBe('waiting');
  return { path: `/v1/conversations/${body.conversationId}`, conversationId: body.conversationId };
}

describe('an AI runtime', () => {
  it('records what it does, says how it went, and offers a person, whom the customer accepts by a button', async () => {
    const { path, turn } = await begun('offered');
    const { turnId, epoch } = turn;
    const action = { turnId, epoch, actionId: 'a1', name: 'look_up', arguments: { id: 7 }, result: ['found', null] };
    expect(await client.post('runtime', `${path}/agent-actions`, action)).toMatchObject({ status: 200 });
    const assessed = await client.post('runtime', `${path}/assessments`, {
      turnId,
      epoch,
      sentiment: -0.2,
      answered: true,
    });
    expect(assessed).toMatchObject({ status: 200, body: { state: 'ai' } });
    const offered = await client.post('runtime', `${path}/offers`, { epoch, reasonCode: 'complex' });
    expect(offered).toMatchObject({ status: 200, body: { state: 'handoff_offered' } });
    const { body: timeline } = await client.get('ada', `${path}/timeline?after=${offered.body.position}`);
    const { offerId } = timeline.items.find(({ type }) => type === 'HandoffOffered')!.details;
    const yes = await client.post('web', `${path}/offer-answers`, { offerId, answer: 'yes' });
    expect(yes).toMatchObject({ status: 200, body: { state: 'waiting' } });
  });

  it('hands over to another agent, which is told the context and answers at once', async () => {
    const made = await client.post('olga', '/v1/agents', { name: 'Billing' });
    const { agentId } = made.body;
    await client.post('olga', `/v1/agents/${agentId}/publish`);
    const billing = { kind: 'agent_runtime', id: 'rt2', role: 'agent_runtime', agentId } as const;
    client.tokens.set('billing', await api.tokenOf(billing));
    const { path, conversationId, turn } = await begun('specialist');
    const context = { summary: 'Disputes invoice 7.', variables: { invoice: '7' } };
    const request = { toAgentId: agentId, epoch: turn.epoch, reasonCode: 'out_of_scope', context };
    const moved = await client.post('runtime', `${path}/hand-off-to-agent`, request);
    expect(moved).toMatchObject({ status: 200, body: { state: 'ai', agent: { id: agentId, name: 'Billing' } } });
    const { body } = await client.get('billing', `/v1/agents/${agentId}/turns?after=${moved.body.position}`);
    expect(body.turns).toEqual([
      expect.objectContaining({ conversationId, cause: 'resume', context: expect.objectContaining(context) }),
    ]);
    const { body: handoffs } = await client.get('paul', `/v1/handoffs?agentId=${agentId}&after=${moved.body.position}`);
    expect(handoffs.items).toEqual([expect.objectContaining({ direction: 'agent_to_agent', fromName: 'Front line' })]);
  });

  it('must name its epoch where members need not', async () => {
    const { path } = await begun('nameless');
    for (const what of ['handoff-requests', 'close'])
      expect(await client.post('runtime', `${path}/${what}`)).toMatchObject({
        status: 422,
        body: { code: 'invalid_body', fields: [{ field: 'epoch' }] },
      });
  });

  it('closes when the customer is content, but not over a message it has not seen', async () => {
    const { path, turn } = await begun('content', 'thanks, that solved it');
    const closing = { epoch: turn.epoch, lastMessageSeen: turn.messageId };
    await client.write('one more thing', 'content');
    expect(await client.post('runtime', `${path}/close`, closing)).toMatchObject({ body: { code: 'newer_message' } });
  });
});

describe('members', () => {
  it('assign, transfer to a team, release and assume', async () => {
    const { path } = await waiting('passed-on');
    expect(await client.post('ada', `${path}/assign`, { to: api.members.ben })).toMatchObject({
      body: { state: 'human', assignee: { name: 'ben' } },
    });
    expect(await client.post('ada', `${path}/release`)).toMatchObject({
      status: 409,
      body: { code: 'not_your_conversation' },
    });
    const team = await client.put('olga', '/v1/workspace/teams/billing', {
      name: 'Billing',
      memberIds: [api.members.ada],
    });
    expect(team.status).toBe(200);
    const passed = await client.post('ben', `${path}/transfer`, { teamId: 'billing', reasonText: 'Yours' });
    expect(passed).toMatchObject({ status: 200, body: { state: 'waiting' } });
    const both = await client.post('ben', `${path}/transfer`, { teamId: 'billing', memberId: api.members.ada });
    expect(both).toMatchObject({ status: 422, body: { fields: [{ field: 'teamId' }] } });
    const { body: queue } = await client.get('ada', `/v1/queue?teamId=billing&after=${passed.body.position}`);
    expect(queue.items).toHaveLength(1);
    const { path: withAi } = await begun('assumed');
    expect(await client.post('ada', `${withAi}/assume`)).toMatchObject({
      body: { state: 'human', assignee: { name: 'ada' } },
    });
    expect(await client.post('ada', `${withAi}/transfer-to-ai`, { reasonCode: 'faq' })).toMatchObject({
      body: { state: 'ai' },
    });
  });

  it('who are removed may do nothing any more', async () => {
    const carl = randomUUID();
    await client.post('olga', '/v1/workspace/members', { memberId: carl, name: 'Carl', role: 'operator' });
    client.tokens.set('carl', await api.tokenOf({ kind: 'member', id: carl, role: 'operator' }));
    const { path } = await waiting('orphan');
    await client.post('carl', `${path}/claim`);
    const removed = await client.delete('olga', `/v1/workspace/members/${carl}`);
    expect(removed.status).toBe(200);
    expect(await client.post('carl', `${path}/replies`, { text: 'Still here?' })).toMatchObject({ status: 403 });
  });

  it('answer in another app, which takes the conversation', async () => {
    const { path } = await waiting('elsewhere');
    const reply = { channelMessageId: 'out-1', memberId: api.members.ben, text: 'I am on it' };
    const taken = await client.post('web', `${path}/outside-replies`, reply);
    expect(taken).toMatchObject({ status: 200, body: { state: 'human', assignee: { name: 'ben' } } });
  });
});

describe('a customer', () => {
  it('leaves how to be reached, which stays a follow-up until a member closes it', async () => {
    const { path, conversationId } = await waiting('form');
    const details = { name: 'Ada', email: 'ada@example.com' };
    const form = await client.post('web', `${path}/contact-form`, { details });
    expect(form).toMatchObject({ status: 200, body: { state: 'waiting' } });
    expect(await client.post('web', `${path}/contact-form`, { details: { name: 'Ada' } })).toMatchObject({
      status: 422,
      body: { code: 'invalid_details' },
    });
    const { body: open } = await client.get('ada', `/v1/follow-ups?after=${form.body.position}`);
    const followUp = open.items.find((one) => one.conversationId === conversationId)!;
    expect(followUp).toMatchObject({ contact: { email: 'ada@example.com' } });
    const of = `/v1/contacts/${followUp.contactId}`;
    const closed = await client.post('ada', `${of}/follow-ups/${followUp.followUpId}/close`, { outcome: 'done' });
    expect(closed.status).toBe(200);
    const shown = await client.get('ada', `${of}?after=${closed.body.position}`);
    expect(shown.body).toMatchObject({ name: 'Ada', modes: [{ mode: 'human', agentId: api.agentId }] });
  });

  it('no longer wants to wait, and is with the agent again', async () => {
    const { path } = await waiting('impatient');
    expect(await client.post('web', `${path}/cancel-handoff`, { why: 'tired' })).toMatchObject({
      body: { fields: [{ field: 'why' }] },
    });
    expect(await client.post('web', `${path}/cancel-handoff`)).toMatchObject({ status: 200, body: { state: 'ai' } });
  });
});
