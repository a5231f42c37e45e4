import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { recordDelivery } from '#domain';
import { Story, ada, workspaceIds } from '../../test/story.js';
import { boardPage } from '../board/board-queries.js';
import { conversationPage, findConversation, latestConversation } from '../conversations/conversation-queries.js';
import { findHandoff, handoffPage } from '../handoffs/handoff-queries.js';
import { modesOfContact } from '../modes/mode-queries.js';
import { openTurns } from '../turns/turn-queries.js';
import { timelinePage } from './timeline-queries.js';

let database: ViewsDatabase;
const [mine, other] = workspaceIds;

const story = new Story();
const talk = story.conversation(0, 'talk', 'k1').says('Where is my parcel?').wait(5).agentSays('On its way.').wait(60);
talk.handsTo('billing0').wait(5).agentSays('Paid.').wait(5).says('I want a person', { asks: true }).wait(30);
talk.claims(ada).wait(20).memberSays(ada, 'Ada here.').wait(10).returns(ada);
const parcel = talk.state.firstMessageId!;
for (const status of ['sent', 'failed'] as const)
  talk.does((s, c) =>
    recordDelivery(s, { messageId: parcel, status, code: status === 'failed' ? 'blocked' : 'ok' }, c),
  );
const open = story.conversation(0, 'open', 'k2').says('one').wait(1).says('two').wait(1).says('three');

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events);
});

afterAll(() => database.drop());

describe('the timeline', () => {
  it('tells the whole story in its order, handoffs inline', async () => {
    const { items } = await ask(database, mine, (reader) => timelinePage(reader, 'talk'));
    expect(items.map(({ kind, type, authorKind, text }) => [kind, type, authorKind, text])).toEqual([
      ['started', 'ConversationStarted', null, null],
      ['message', 'CustomerMessageReceived', 'customer', 'Where is my parcel?'],
      ['message', 'AgentReplied', 'ai_agent', 'On its way.'],
      ['handoff', 'HandedOffToAgent', null, null],
      ['message', 'AgentReplied', 'ai_agent', 'Paid.'],
      ['message', 'CustomerMessageReceived', 'customer', 'I want a person'],
      ['handoff', 'HandoffRequested', null, null],
      ['handoff', 'Claimed', null, null],
      ['message', 'MemberReplied', 'member', 'Ada here.'],
      ['handoff', 'ReturnedToAI', null, null],
    ]);
    expect(items[7]).toMatchObject({ from: { kind: 'queue' }, to: { kind: 'member', id: 'ada', name: 'Ada' } });
  });

  it('tells with a message what last became of it on its way', async () => {
    const { items } = await ask(database, mine, (reader) => timelinePage(reader, 'talk', { limit: 2 }));
    expect(items.map(({ delivery }) => delivery)).toMatchObject([null, { status: 'failed', code: 'blocked' }]);
  });

  it('is read either way in pages', async () => {
    const page = (request: object) => ask(database, mine, (reader) => timelinePage(reader, 'talk', request));
    const newest = await page({ direction: 'desc', limit: 3 });
    expect(newest.items.map(({ seq }) => seq)).toEqual([9, 8, 7]);
    const older = await page({ direction: 'desc', limit: 3, cursor: newest.next });
    expect(older.items.map(({ seq }) => seq)).toEqual([6, 5, 4]);
    await expect(page({ direction: 'asc', cursor: newest.next })).rejects.toMatchObject({ code: 'cursor_invalid' });
    await expect(page({ direction: 'up' })).rejects.toMatchObject({ code: 'filter_invalid' });
  });

  it('of another workspace is empty, as if there were no such conversation', async () => {
    expect((await ask(database, other, (reader) => timelinePage(reader, 'talk'))).items).toEqual([]);
    expect(await ask(database, other, (reader) => findConversation(reader, 'talk'))).toBeUndefined();
  });
});

describe('a conversation', () => {
  it('says who has it, why, and what was said last', async () => {
    expect(await ask(database, mine, (reader) => findConversation(reader, 'talk'))).toMatchObject({
      status: 'ai',
      agentName: 'billing0',
      assigneeId: null,
      modeTrigger: 'return_to_ai',
      modeDecidedBy: 'member',
      messages: 5,
      lastAuthor: 'member',
      customerAsked: false,
      contactId: 'k1',
    });
  });

  it('is found by its contact and time, and stands on the live board while an agent has it', async () => {
    const from = '2026-11-20T08:00:00.000Z';
    const page = await ask(database, mine, (reader) => conversationPage(reader, { contactId: 'k1', from }));
    expect(page.items.map(({ conversationId }) => conversationId)).toEqual(['talk']);
    const board = await ask(database, mine, (reader) => boardPage(reader, { agentId: 'front0' }));
    expect(board.items.map(({ conversationId }) => conversationId)).toEqual(['open']);
    expect(await ask(database, mine, (reader) => latestConversation(reader, 'k1', 'web'))).toBe(1);
    expect(await ask(database, mine, (reader) => latestConversation(reader, 'k1', 'mail'))).toBeUndefined();
  });

  it('is not looked for in a range that ends before it begins', async () => {
    const asked = ask(database, mine, (reader) =>
      conversationPage(reader, { from: '2026-11-21T00:00:00Z', until: '2026-11-20T00:00:00Z' }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'range_reversed' });
    const wrong = ask(database, mine, (reader) => conversationPage(reader, { from: 'yesterday' }));
    await expect(wrong).rejects.toMatchObject({ code: 'filter_invalid' });
  });
});

describe('the turns of an agent', () => {
  it('are those it owes an answer, oldest first, each with the message', async () => {
    const { items } = await ask(database, mine, (reader) => openTurns(reader, 'front0'));
    expect(items.map(({ conversationId, text, epoch, cause }) => [conversationId, text, epoch, cause])).toEqual([
      ['open', 'one', 1, 'message'],
      ['open', 'two', 1, 'message'],
      ['open', 'three', 1, 'message'],
    ]);
    const resumed = await ask(database, mine, (reader) => openTurns(reader, 'billing0'));
    expect(resumed.items.map(({ cause, messageId }) => [cause, messageId])).toEqual([['resume', null]]);
    expect(open.state.turns).toHaveLength(3);
  });
});

describe('the handoffs', () => {
  it('are one entry each, with giver, receiver, decider, reason and outcome', async () => {
    const { items } = await ask(database, mine, handoffPage);
    expect(
      items.map((row) => [
        row.number,
        row.direction,
        row.fromName,
        row.receiverName ?? row.toName,
        row.decidedByKind,
        row.outcome,
      ]),
    ).toEqual([
      [3, 'to_ai', 'Ada', 'billing0', 'member', null],
      [2, 'to_people', 'billing0', 'Ada', 'customer', 'returned'],
      [1, 'agent_to_agent', 'front0', 'billing0', 'agent_rule', null],
    ]);
    expect(items[1]).toMatchObject({
      trigger: 'explicit_request',
      receivedBy: 'Claimed',
      cause: 'returned_by_member',
      evidence: { matched: 'a person' },
      context: { transcript: { messages: 4 } },
    });
  });

  it('are filtered by agent, member, reason, trigger, decider, direction and time', async () => {
    const numbers = async (filter: object) =>
      (await ask(database, mine, (reader) => handoffPage(reader, filter))).items.map(({ number }) => number);
    expect(await numbers({ agentId: 'front0' })).toEqual([1]);
    expect(await numbers({ memberId: 'ada' })).toEqual([3, 2]);
    expect(await numbers({ reasonCode: 'out_of_scope' })).toEqual([1]);
    expect(await numbers({ trigger: 'explicit_request' })).toEqual([2]);
    expect(await numbers({ decidedBy: 'customer' })).toEqual([2]);
    expect(await numbers({ direction: 'to_ai' })).toEqual([3]);
    expect(await numbers({ conversationId: 'open' })).toEqual([]);
    expect(await numbers({ until: '2026-11-20T08:01:10.000Z' })).toEqual([1]);
  });

  it('are found whole by their id, in their own workspace only', async () => {
    const [one] = (await ask(database, mine, handoffPage)).items;
    const { handoffId } = one!;
    expect(await ask(database, mine, (reader) => findHandoff(reader, handoffId))).toEqual(one);
    expect(await ask(database, other, (reader) => findHandoff(reader, handoffId))).toBeUndefined();
  });
});

describe('the mode of a contact', () => {
  it('is told for each agent, with why and by whom', async () => {
    const modes = await ask(database, mine, (reader) => modesOfContact(reader, 'k1'));
    expect(modes.map(({ agentId, mode, source, trigger }) => [agentId, mode, source, trigger])).toEqual([
      ['billing0', 'ai', 'manual', 'return_to_ai'],
      ['front0', 'ai', 'agent', null],
    ]);
  });
});
