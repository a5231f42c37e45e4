import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import type { Answer } from '../parts/answer.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** The customer writes, the agent answers and says how the turn went. */
async function exchange(
  shop: StoryWorkspace,
  from: string,
  assessment: object,
  text = 'And what about this?',
): Promise<Answer> {
  const asked = await shop.write(text, from);
  const turn = await shop.turn('front', asked);
  await shop.reply('front', turn);
  const { turnId, epoch, conversationId } = turn;
  return shop.acted('front', conversationId, 'assessments', { turnId, epoch, ...assessment });
}

describe('keywords', () => {
  it('are looked for in every customer message, whatever case, accents or punctuation stand around them (row 16)', async () => {
    const keywords = ['lawyer', 'cancel my contract', 'réclamation'];
    const shop = await StoryWorkspace.open(application, { triggers: { keywords } });
    const said = ['I am calling my LAWYER!', 'Please... cancel  my contract.', 'C’est une RECLAMATION'];
    for (const [i, text] of said.entries()) {
      expect((await shop.write('Good morning', `key-${i}`)).body.state).toBe('ai');
      const heard = await shop.write(text, `key-${i}`);
      expect([text, heard.body.state]).toEqual([text, 'waiting']);
      const [handoff] = await shop.handoffs(heard);
      expect(handoff).toMatchObject({
        trigger: 'keyword',
        decidedByKind: 'agent_rule',
        evidence: { keywords: [keywords[i]] },
        trace: { agentId: shop.agents['front'], agentVersion: 1 },
      });
    }
    expect((await shop.write('The lawyers’ convention', 'key-9')).body.state).toBe('ai');
  });
});

describe('sentiment', () => {
  it('fires when every message of the window passed the threshold, not at a single one (row 17)', async () => {
    const triggers = { sentiment: { threshold: -0.5, window: 3 } };
    const shop = await StoryWorkspace.open(application, { triggers });
    const states: string[] = [];
    for (const sentiment of [-0.9, -0.8, 0.2, -0.6, -0.5, -0.7])
      states.push((await exchange(shop, 'moody', { sentiment })).body.state);
    expect(states).toEqual(['ai', 'ai', 'ai', 'ai', 'ai', 'waiting']);
  });

  it('is read from the words where the runtime says nothing of it (row 17)', async () => {
    const triggers = { sentiment: { threshold: -0.4, window: 2 } };
    const shop = await StoryWorkspace.open(application, { triggers });
    const states: string[] = [];
    for (const text of ['This is terrible.', 'Where is it?', 'I am so angry!', 'Useless, the worst shop ever'])
      states.push((await exchange(shop, 'upset', {}, text)).body.state);
    expect(states).toEqual(['ai', 'ai', 'ai', 'waiting']);

    const kinder = await StoryWorkspace.open(application, { triggers });
    for (const text of ['This is terrible.', 'I am so angry!'])
      expect((await exchange(kinder, 'calm', { sentiment: 0.5 }, text)).body.state).toBe('ai');
  });
});

describe('failed responses', () => {
  it('count in a row: a success begins the count anew (row 18)', async () => {
    const shop = await StoryWorkspace.open(application, { triggers: { failedResponses: { count: 3 } } });
    const states: string[] = [];
    let last: Answer | undefined;
    for (const answered of [false, false, true, false, false, false]) {
      last = await exchange(shop, 'stuck', { answered });
      states.push(last.body.state);
    }
    expect(states).toEqual(['ai', 'ai', 'ai', 'ai', 'ai', 'waiting']);
    expect((await shop.handoffs(last!))[0]).toMatchObject({
      trigger: 'failed_responses',
      reasonCode: 'stuck',
      trace: { counters: { failures: 3 }, thresholds: { failures: 3 }, policyVersion: expect.any(Number) },
    });
  });
});

describe('several triggers', () => {
  it('stand side by side, and any one of them fires (row 20)', async () => {
    const triggers = {
      keywords: ['lawyer'],
      sentiment: { threshold: -0.5, window: 1 },
      failedResponses: { count: 1 },
    };
    const shop = await StoryWorkspace.open(application, { triggers });
    const fired = [
      await shop.write('My lawyer will call you', 'any-1'),
      await exchange(shop, 'any-2', { sentiment: -0.9 }),
      await exchange(shop, 'any-3', { answered: false }),
    ];
    const found = await Promise.all(fired.map(async (one) => (await shop.handoffs(one))[0]!['trigger']));
    expect(found).toEqual(['keyword', 'sentiment', 'failed_responses']);

    const metrics = await shop.see('sofia', '/v1/metrics?groupBy=trigger', fired[2]);
    const counted = metrics.body.items.map((item) => [
      (item['group'] as { trigger: string }).trigger,
      item['stretches'],
    ]);
    expect(Object.fromEntries(counted)).toMatchObject({ keyword: 1, sentiment: 1, failed_responses: 1 });
  });

  it('begin conservative, and are tuned by their counts from the log (row 31)', async () => {
    const shop = await StoryWorkspace.open(application);
    const agentId = await shop.hire('plain');
    const { settings } = (await shop.see('ada', `/v1/agents/${agentId}`)).body;
    expect(settings).toMatchObject({
      triggers: { keywords: [], sentiment: null, failedResponses: { count: 3 } },
      idleTimeoutMinutes: null,
      offerBeforeHandoff: true,
    });
    await shop.write('I will ask my lawyer', 'tune-1');
    await shop.write('A lawyer, now!', 'tune-2');
    const last = await shop.write('I want to talk to a human', 'tune-3');
    const { items } = (await shop.see('sofia', '/v1/metrics?groupBy=trigger', last)).body;
    expect(items).toMatchObject([
      { group: { trigger: 'explicit_request' }, stretches: 1, handoff: { count: 1, of: 3 } },
      { group: { trigger: 'keyword' }, stretches: 2, handoff: { count: 2, of: 3 } },
    ]);
  });
});

describe('an explicit request for a person', () => {
  it('always wins: with every trigger off and handing off disabled (row 19)', async () => {
    const off = { keywords: [], sentiment: null, failedResponses: null };
    const shop = await StoryWorkspace.open(application, { handoffEnabled: false, triggers: off });
    const asked = await shop.write('can i tlak to a real persn', 'wins');
    expect(asked.body.state).toBe('waiting');
    expect((await shop.handoffs(asked))[0]).toMatchObject({
      trigger: 'explicit_request',
      decidedByKind: 'customer',
      reasonCode: 'customer_request',
      customerAsked: true,
    });
  });

  it.each([
    'transfer to agent',
    'speak to someone',
    'support',
    'agent please',
    'Ich möchte mit einem Menschen sprechen',
  ])('is heard at any point and at once, in the same chat: "%s" (row 52)', async (text) => {
    const shop = await StoryWorkspace.open(application);
    const before = await shop.write('Hello', 'plain');
    const asked = await shop.write(text, 'plain');
    expect(asked.body).toMatchObject({ state: 'waiting', conversationId: before.body.conversationId });
  });

  it.each(['cancel my order', 'the agent was nice', 'What does support cost per month?'])(
    'is not heard in "%s"',
    async (text) => {
      const shop = await StoryWorkspace.open(application);
      expect((await shop.write(text, 'plain')).body.state).toBe('ai');
    },
  );

  it('can be a button as well (row 52)', async () => {
    const shop = await StoryWorkspace.open(application);
    const { body } = await shop.write('Hello', 'button');
    const asked = await shop.acted('web', body.conversationId, 'handoff-requests');
    expect(asked.body).toMatchObject({ state: 'waiting' });
    expect((await shop.handoffs(asked))[0]).toMatchObject({ trigger: 'explicit_request', decidedByKind: 'customer' });
  });
});

describe('an offer', () => {
  const triggers = { failedResponses: { count: 2 } };

  it('follows repeated follow-ups; the AI answers on, and leaves at a "yes" (row 51)', async () => {
    const shop = await StoryWorkspace.open(application, { offerBeforeHandoff: true, triggers });
    await exchange(shop, 'offered', { answered: false });
    const offered = await exchange(shop, 'offered', { answered: false });
    expect(offered.body).toMatchObject({ state: 'handoff_offered', agent: { name: 'front' } });
    const yes = await shop.write('Yes please, that would be great', 'offered');
    expect(yes.body.state).toBe('waiting');
    const types = (await shop.timeline(yes)).map(({ type }) => type);
    expect(types.slice(-4)).toEqual([
      'HandoffOffered',
      'CustomerMessageReceived',
      'HandoffOfferAccepted',
      'HandoffRequested',
    ]);
    expect((await shop.handoffs(yes))[0]).toMatchObject({ trigger: 'offer_accepted', decidedByKind: 'customer' });
  });

  it('ends at a "no", lapses at anything else, and can be answered by a button (row 51)', async () => {
    const shop = await StoryWorkspace.open(application, { offerBeforeHandoff: true, triggers });
    const offer = async (from: string) => {
      const turn = await shop.turn('front', await shop.write('Hm', from));
      const { conversationId: id, epoch } = turn;
      const offered = await shop.acted('front', id, 'offers', { epoch, reasonText: 'It goes in circles.' });
      expect(offered.body.state).toBe('handoff_offered');
      return { id, offered };
    };
    const declined = await offer('no');
    const no = await shop.write('no thanks', 'no');
    expect(no.body).toMatchObject({ state: 'ai', conversationId: declined.id });
    expect((await shop.timeline(no)).at(-1)!.type).toBe('HandoffOfferDeclined');
    await offer('other');
    const other = await shop.write('When do you open tomorrow?', 'other');
    expect(other.body.state).toBe('ai');
    expect((await shop.timeline(other)).at(-1)).toMatchObject({
      type: 'HandoffOfferLapsed',
      details: { cause: 'other_content' },
    });
    const pressed = await offer('button');
    const shown = (await shop.timeline(pressed.offered, 'HandoffOffered'))[0]!;
    const { offerId } = shown.details;
    const yes = await shop.acted('web', pressed.id, 'offer-answers', { offerId, answer: 'yes' });
    expect(yes.body.state).toBe('waiting');
    const never = { offerId: shop.id, answer: 'yes' };
    expect(await shop.act('web', other.body.conversationId, 'offer-answers', never)).toMatchObject({
      status: 409,
      body: { code: 'no_offer', state: 'ai' },
    });
  });
});

describe('a customer nobody can identify', () => {
  it('is not handed off: refused with a recorded reason; nor is a test chat of an editor (row 36)', async () => {
    const shop = await StoryWorkspace.open(application);
    const someone = await shop.write('I want a human', 'x', { externalUserId: undefined, threadId: 'chat-1' });
    expect(someone.body.state).toBe('ai');
    const refused = { type: 'HandoffRefused', details: { trigger: 'explicit_request', code: 'not_identified' } };
    expect((await shop.timeline(someone)).at(-1)).toMatchObject(refused);

    const test = await shop.write('I want a human', 'editor', { test: true, agentId: shop.agents['front'] });
    expect(test.body.state).toBe('ai');
    expect((await shop.timeline(test)).at(-1)).toMatchObject({ details: { code: 'test_conversation' } });
    const { epoch } = await shop.turn('front', test);
    expect(await shop.act('front', test.body.conversationId, 'handoff-requests', { epoch })).toMatchObject({
      status: 409,
      body: { code: 'test_conversation', state: 'ai' },
    });
    const known = await shop.write('I want a human', 'known');
    expect(known.body.state).toBe('waiting');
  });
});
