import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DomainEvent } from '#domain';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
});

afterAll(() => application.stop());

/** The shortest that an agent may name: three seconds. */
const idleTimeoutMinutes = 0.05;

/** What was told to whom comes when it comes, in between. */
const told = ['NoticeSent', 'DeliveryRecorded'];

/** Waits until the log of a conversation holds so many events of a type, and gives all of its events but what was told. */
function logHas(
  shop: StoryWorkspace,
  conversationId: string,
  type: string,
  count = 1,
): Promise<readonly DomainEvent[]> {
  return until(`${conversationId} has ${count} ${type}`, 10_000, async () => {
    const events = (await shop.events(conversationId)).filter((event) => !told.includes(event.type));
    return events.filter((event) => event.type === type).length >= count ? events : undefined;
  });
}

function typesAfter(events: readonly DomainEvent[], first: string): string[] {
  const types = events.map(({ type }) => type);
  return types.slice(types.indexOf(first));
}

const waitSteps = (...afterSeconds: number[]) => ({
  steps: afterSeconds.map((at) => ({ kind: 'contact_form', afterSeconds: at })),
});

describe('waiting for a person', () => {
  it('sends the contact form after 120 seconds unless the workspace says otherwise (row 56)', async () => {
    const shop = await StoryWorkspace.open(application);
    const asked = await shop.write('I want a human', 'default');
    const [requested] = (await shop.events(asked.body.conversationId)).slice(-1);
    const { queuedAt, deadlines } = requested!.data as {
      queuedAt: string;
      deadlines: { armed: { kind: string; dueAt: string }[] };
    };
    const unclaimed = deadlines.armed.find(({ kind }) => kind === 'unclaimed')!;
    expect(Date.parse(unclaimed.dueAt) - Date.parse(queuedAt)).toBe(120_000);
  });

  it('leads to TimedOut and one contact form when nobody is assigned in time; it can still be claimed (row 56)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('wait-policy', waitSteps(1));
    const { body } = await shop.write('I want a human', 'form');
    const events = await logHas(shop, body.conversationId, 'ContactFormRequested');
    expect(typesAfter(events, 'HandoffRequested')).toEqual(['HandoffRequested', 'TimedOut', 'ContactFormRequested']);
    const [timedOut] = events.filter(({ type }) => type === 'TimedOut');
    expect(timedOut!.data).toMatchObject({ kind: 'unclaimed', step: 0, effect: 'contact_form' });
    const { dueAt } = timedOut!.data as { dueAt: string };
    expect(Date.parse(timedOut!.at)).toBeGreaterThanOrEqual(Date.parse(dueAt));

    const claimed = await shop.acted('ada', body.conversationId, 'claim');
    expect(claimed.body).toMatchObject({ state: 'human', assignee: { name: 'Ada Martin' } });
    const released = await shop.acted('ada', body.conversationId, 'release');
    expect((await shop.see('ada', '/v1/queue', released)).body.items).toMatchObject([
      { conversationId: body.conversationId, formRequestedAt: expect.any(String) },
    ]);
  });

  it('lets no form go out where somebody claimed, assigned or assumed it in time (row 56)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('wait-policy', waitSteps(1));
    const ids: string[] = [];
    for (const [what, body] of [
      ['claim', {}],
      ['assign', { to: shop.members.ben }],
      ['assume', {}],
    ] as const) {
      const asked = await shop.write('I want a human', `in-time-${what}`);
      await shop.acted('ada', asked.body.conversationId, what, body);
      ids.push(asked.body.conversationId);
    }
    const { body: late } = await shop.write('I want a human', 'nobody');
    await logHas(shop, late.conversationId, 'ContactFormRequested');
    for (const id of ids) expect((await shop.events(id)).map(({ type }) => type)).not.toContain('TimedOut');
  });

  it('follows the steps of the policy the handoff began with, in their order', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('teams/night', { name: 'Night', memberIds: [shop.members.ben] });
    const steps = [
      { kind: 'notify', afterSeconds: 0 },
      { kind: 'notify', afterSeconds: 1 },
      { kind: 'fallback_team', afterSeconds: 1, teamId: 'night' },
      { kind: 'close', afterSeconds: 2 },
    ];
    await shop.set('wait-policy', { steps });
    const { body } = await shop.write('I want a human', 'steps');
    await shop.set('wait-policy', waitSteps(3600));
    const events = await logHas(shop, body.conversationId, 'ConversationClosed');
    const after = typesAfter(events, 'HandoffRequested').filter((type) => type !== 'TimedOut');
    expect(after).toEqual(['HandoffRequested', 'Renotified', 'FallbackTeamSet', 'ConversationClosed']);
    expect(events.at(-1)!.data).toMatchObject({ outcome: 'unclaimed' });
  });

  it('out of hours is noted at once, with the next opening, on every channel', async () => {
    const shop = await StoryWorkspace.open(application);
    const tomorrow = ((new Date().getUTCDay() + 7) % 7) + 1;
    const weekly = [{ day: tomorrow, opens: '09:00', closes: '17:00' }];
    await shop.set('business-hours', { hours: { timeZone: 'UTC', weekly, offHours: 'queue_and_contact_form' } });
    for (const channel of ['web', 'mail']) {
      const asked = await shop.write('I want a human', `night-${channel}`, { channel });
      const types = (await shop.events(asked.body.conversationId)).map(({ type }) => type);
      expect(types.slice(-3)).toEqual(['HandoffRequested', 'OffHoursNoted', 'ContactFormRequested']);
      const { items } = (await shop.see('ada', '/v1/queue', asked)).body;
      const row = items.find(({ conversationId }) => conversationId === asked.body.conversationId)!;
      expect(new Date(row['opensAt'] as string).getUTCHours()).toBe(9);
    }
  });
});

describe('the contact form', () => {
  it('is stored with the contact, and its follow-up stays open until a member closes it (row 57)', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('wait-policy', waitSteps(1));
    const { body } = await shop.write('I want a human', 'details');
    const { conversationId: id } = body;
    const form = (await logHas(shop, id, 'ContactFormRequested')).at(-1)!.data as { formId: string };
    const details = { name: 'Anna', phone: '+49 30 1234567', email: 'anna@example.com' };
    const sent = await shop.acted('web', id, 'contact-form', { formId: form.formId, details });
    expect(sent.body).toMatchObject({ state: 'waiting' });
    const { contactId } = (await shop.see('ada', `/v1/conversations/${id}`, sent)).body;
    const closed = await shop.acted('sofia', id, 'close');
    const open = await until('the follow-up is listed', 5_000, async () => {
      const { items } = (await shop.see('ada', `/v1/follow-ups?contactId=${contactId}`, closed)).body;
      return items[0];
    });
    expect(open).toMatchObject({ conversationId: id, closedAt: null, contact: details });
    const contact = await shop.see('ada', `/v1/contacts/${contactId}`, closed);
    expect(contact.body).toMatchObject(details);

    const path = `/v1/contacts/${contactId}/follow-ups/${open['followUpId'] as string}/close`;
    const done = await shop.send('post', 'ada', path, { outcome: 'done' });
    expect((await shop.see('ada', '/v1/follow-ups', done)).body.items).toEqual([]);
    expect((await shop.see('ada', '/v1/follow-ups?state=closed', done)).body.items).toMatchObject([
      { outcome: 'done' },
    ]);
    expect(await shop.act('web', id, 'contact-form', { details: { name: 'Anna' } })).toMatchObject({
      status: 422,
      body: { code: 'invalid_details' },
    });
  });
});

describe('an idle conversation', () => {
  it('goes back to the AI after the minutes the agent names, without a word from the AI until the customer writes (rows 33, 43, 45)', async () => {
    const shop = await StoryWorkspace.open(application, { idleTimeoutMinutes });
    const { body } = await shop.write('I want a human', 'idle');
    const { conversationId: id } = body;
    await shop.acted('ada', id, 'claim');
    const events = await logHas(shop, id, 'ReturnedToAI');
    expect(typesAfter(events, 'Claimed')).toEqual(['Claimed', 'TimedOut', 'ReturnedToAI']);
    expect(events.at(-1)!.data).toMatchObject({
      cause: 'idle_timeout',
      resume: 'on_next_message',
      agentId: shop.agents['front'],
    });
    const next = await shop.write('Are you still there?', 'idle');
    expect(next.body).toMatchObject({ state: 'ai', conversationId: id });
    expect(await shop.reply('front', await shop.turn('front', next), 'Yes.')).toMatchObject({ status: 200 });
    const { contactId } = (await shop.see('ada', `/v1/conversations/${id}`, next)).body;
    expect((await shop.see('ada', `/v1/contacts/${contactId}`, next)).body.modes).toMatchObject([
      { mode: 'ai', source: 'timeout', trigger: 'deadline' },
    ]);
  });

  it('stays with people as long as customer or member write; where the agent names no minutes, for good (rows 28, 33, 42)', async () => {
    const shop = await StoryWorkspace.open(application, { idleTimeoutMinutes });
    const patient = await shop.hire('patient', { offerBeforeHandoff: false });
    const kept = await shop.write('I want a human', 'kept', { agentId: patient });
    await shop.acted('ada', kept.body.conversationId, 'claim');
    const { body } = await shop.write('I want a human', 'extended');
    const { conversationId: id } = body;
    await shop.acted('ada', id, 'claim');
    const started = Date.now();
    for (let n = 0; Date.now() - started < 4_000; n += 1) {
      if (n % 2 === 0) await shop.write('Hm', 'extended');
      else await shop.acted('ada', id, 'replies', { text: 'Let me see' });
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect((await shop.events(id)).map(({ type }) => type)).not.toContain('TimedOut');
    const events = await logHas(shop, id, 'TimedOut');
    const said = events.filter(({ type }) => type === 'CustomerMessageReceived' || type === 'MemberReplied').at(-1)!;
    const { dueAt } = events.at(-2)!.data as { dueAt: string };
    expect(Date.parse(dueAt) - Date.parse(said.at)).toBe(3_000);
    expect((await shop.events(kept.body.conversationId)).map(({ type }) => type)).not.toContain('TimedOut');
  });
});

describe('other deadlines', () => {
  it('release a conversation whose owner goes silent, at its old place in the queue', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('wait-policy', { steps: [], firstResponseSeconds: 1 });
    const { body } = await shop.write('I want a human', 'silent');
    await shop.acted('ada', body.conversationId, 'claim');
    const events = await logHas(shop, body.conversationId, 'Released');
    expect(events.at(-1)!.data).toMatchObject({ cause: 'first_response', from: { name: 'Ada Martin' } });
    expect((await shop.seeNow('ben', '/v1/queue')).body.items).toMatchObject([{ conversationId: body.conversationId }]);
  });

  it('ask for people when the AI fails to answer, and let an unanswered offer lapse', async () => {
    const shop = await StoryWorkspace.open(application, { turnTimeoutSeconds: 1, offerTimeoutSeconds: 1 });
    const failing = await shop.write('Hello', 'failing');
    const offered = await shop.write('Hello', 'offered');
    const turn = await shop.turn('front', offered);
    await shop.reply('front', turn);
    await shop.acted('front', turn.conversationId, 'offers', { epoch: turn.epoch });
    const failed = await logHas(shop, failing.body.conversationId, 'HandoffRequested');
    expect(typesAfter(failed, 'TimedOut')).toEqual(['TimedOut', 'HandoffRequested']);
    expect(failed.at(-1)!.data).toMatchObject({ trigger: 'agent_failure', reasonCode: 'agent_failure' });
    const lapsed = await logHas(shop, turn.conversationId, 'HandoffOfferLapsed');
    expect(lapsed.at(-1)!.data).toMatchObject({ cause: 'timed_out' });
  });
});
