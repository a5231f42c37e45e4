import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChatClient } from '../parts/chat-client.js';
import { Messenger, type Arrived } from '../parts/messenger.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;
let messenger: Messenger;

beforeAll(async () => {
  application = await startStoryApplication();
}, 90_000);
afterAll(() => application.stop());
beforeEach(async () => {
  messenger = await Messenger.start();
});
afterEach(() => messenger.stop());

/** A workspace whose channel `sms` is a messenger's. @returns it, and the secret they share */
async function withMessenger(settings: object = {}): Promise<{ shop: StoryWorkspace; secret: string }> {
  const shop = await StoryWorkspace.open(application, settings);
  const { body } = await shop.set('connectors/sms', { kind: 'webhook', url: messenger.url });
  return { shop, secret: String(body['secret']) };
}

const said = ({ data: { kind, text } }: Arrived) => [kind, text];

describe('a customer of a messenger', () => {
  it('is told by the platform, once, that a person is being asked, whatever led to it (row 21)', async () => {
    const { shop, secret } = await withMessenger({ messages: { handoff: 'One moment, I am asking a person.' } });
    const asked = await shop.write('Can I talk to a real person?', 'jo', { channel: 'sms' });
    const [notice] = await messenger.has(1, 30_000);
    messenger.verify(secret, notice!);
    expect(said(notice!)).toEqual(['handoff', 'One moment, I am asking a person.']);
    expect(notice!.data.to).toEqual({ externalUserId: 'jo', threadId: null });
    // Again and again they ask: they are told once.
    await shop.write('A real person please!', 'jo', { channel: 'sms' });
    await shop.acted('ada', asked.body.conversationId, 'claim');
    await messenger.hasKind('joined', 30_000);
    expect(messenger.kinds().filter((kind) => kind === 'handoff')).toHaveLength(1);
    // A rule of the agent leads to the same notice as a request.
    await shop.write('I will see my lawyer', 'kim', { channel: 'sms' });
    const byRule = await messenger.hasKind('handoff', 30_000, 2);
    expect(byRule.data.to.externalUserId).toBe('kim');
  });

  it('is told that a member has joined, when one claims and when a colleague takes over (row 25)', async () => {
    const { shop } = await withMessenger({ messages: { joined: 'Somebody of us is here now.' } });
    const { conversationId } = (await shop.write('I want a human', 'jo', { channel: 'sms' })).body;
    await shop.acted('ada', conversationId, 'claim');
    expect(said(await messenger.hasKind('joined', 30_000))).toEqual(['joined', 'Somebody of us is here now.']);
    // Claimed by who has it already, nobody joins.
    await shop.acted('ada', conversationId, 'claim');
    await shop.acted('sofia', conversationId, 'assume', { reasonText: 'My customer.' });
    await messenger.hasKind('joined', 30_000, 2);
    await shop.acted('sofia', conversationId, 'close', { outcome: 'resolved' });
    await messenger.hasKind('closed', 30_000);
    expect(messenger.kinds().filter((kind) => kind === 'joined')).toHaveLength(2);
  });

  it('hears from the platform that a person has it now; the agent says nothing more (row 37)', async () => {
    const { shop } = await withMessenger();
    const first = await shop.write('Where is my parcel?', 'jo', { channel: 'sms' });
    const turn = await shop.turn('front', first);
    const { conversationId } = first.body;
    await shop.write('I want a human', 'jo', { channel: 'sms' });
    const late = await shop.reply('front', turn, 'Your parcel is on its way.');
    expect(late).toMatchObject({ status: 409, body: { code: 'stale_epoch' } });
    const claimed = await shop.acted('ada', conversationId, 'claim');
    await shop.acted('ada', conversationId, 'replies', { text: 'Ada here.' });
    await messenger.hasKind('message', 30_000);
    const told = messenger.arrived.filter(({ data }) => data.kind !== 'queue_position');
    expect(told.map(({ data }) => data.kind)).toEqual(['handoff', 'joined', 'message']);
    // The words are the platform's, and short; the only message is Ada's.
    expect(told.map(({ data }) => (data['author'] as { kind: string }).kind)).toEqual([
      'platform',
      'platform',
      'member',
    ]);
    for (const { data } of told.slice(0, 2)) expect(data.text!.length).toBeLessThan(100);
    await until('both stand on the timeline', 30_000, async () => {
      const kinds = (await shop.timeline(claimed, 'NoticeSent')).map(({ details }) => details['kind']);
      return kinds.includes('handoff') && kinds.includes('joined') ? true : undefined;
    });
  });
});

describe('what does not arrive', () => {
  it('stands on the timeline with the code: a message with its own item, a notice as one of its own', async () => {
    const { shop } = await withMessenger();
    messenger.moods.push(...Array<404>(20).fill(404));
    const { conversationId } = (await shop.write('I want a human', 'jo', { channel: 'sms' })).body;
    await messenger.has(1, 30_000);
    await shop.acted('ada', conversationId, 'claim');
    const replied = await shop.acted('ada', conversationId, 'replies', { text: 'Ada here.' });
    const failed = await until('all of it failed', 30_000, async () => {
      const { body } = await shop.see('ada', `/v1/conversations/${conversationId}/timeline?limit=200`, replied);
      const reply = body.items.find(({ type }) => type === 'MemberReplied')!;
      return reply['delivery'] === null ? undefined : { reply, items: body.items };
    });
    expect(failed.reply['delivery']).toMatchObject({ status: 'failed', code: 'http_404' });
    const notices = failed.items.filter(({ type }) => type === 'DeliveryRecorded');
    expect(notices.length).toBeGreaterThanOrEqual(2);
    for (const { details } of notices) expect(details).toMatchObject({ status: 'failed', code: 'http_404' });
    const told = failed.items.filter(({ type }) => type === 'NoticeSent').map(({ details }) => details['kind']);
    expect(told).not.toContain('handoff');
  });
});

describe('a customer who speaks another language', () => {
  it('is told in it; in the words of the workspace where it has some, of the agent before all', async () => {
    const { shop } = await withMessenger();
    const texts = { de: { joined: 'Grüezi, da sind wir.' } };
    await shop.set('connectors/sms', { kind: 'webhook', url: messenger.url, language: 'fr', texts });
    const german = await shop.write('Ich möchte mit einem Menschen sprechen', 'jo', { channel: 'sms' });
    expect((await messenger.hasKind('handoff', 30_000)).data.text).toMatch(/^Ich verbinde Sie/);
    await shop.acted('ada', german.body.conversationId, 'claim');
    expect((await messenger.hasKind('joined', 30_000)).data.text).toBe('Grüezi, da sind wir.');
    // Nobody knows what this one speaks: the channel is a French one.
    const silent = await shop.write('4711', 'kim', { channel: 'sms' });
    await shop.acted('ada', silent.body.conversationId, 'assume');
    expect((await messenger.hasKind('joined', 30_000, 2)).data.text).toMatch(/^Un membre de notre équipe/);
    await shop.retrain('front', { messages: { joined: 'Hi!' } });
    const agents = await shop.write('Noch einmal: ein Mensch bitte', 'lou', { channel: 'sms' });
    await shop.acted('ada', agents.body.conversationId, 'claim');
    expect((await messenger.hasKind('joined', 30_000, 3)).data.text).toBe('Hi!');
    const wrong = { kind: 'web', texts: { de: { hello: 'Hallo' } } };
    expect((await shop.send('put', 'olga', '/v1/workspace/connectors/sms', wrong)).status).toBe(422);
    const unknown = { kind: 'web', language: 'xx' };
    expect((await shop.send('put', 'olga', '/v1/workspace/connectors/sms', unknown)).status).toBe(422);
  });
});

describe('a customer of the web chat', () => {
  it('sees who is asked, who has joined and what they write, each once, and comes back to all of it', async () => {
    const shop = await StoryWorkspace.open(application);
    await shop.set('connectors/site', { kind: 'web' });
    const chat = await ChatClient.enter(application.channelUrl, shop.id, 'site');
    chat.listen();
    const message = { clientMessageId: 'message-1', text: 'I want a human' };
    const { conversationId } = (await chat.post('messages', message)).body;
    await chat.sees('the notice', ({ data }) => data['notice'] === 'handoff', 30_000);
    await shop.acted('ada', conversationId, 'claim');
    await shop.acted('ada', conversationId, 'replies', { text: 'Ada here.' });
    await chat.sees('the reply', ({ data }) => data['text'] === 'Ada here.', 30_000);
    const kinds = chat.items().map(({ kind, notice }) => notice ?? kind);
    expect(kinds).toEqual(['message', 'handoff', 'joined', 'message']);
    chat.leave();
    const before = chat.items();
    chat.shown.length = 0;
    chat.listen();
    await chat.sees('all of it', ({ event }) => event === 'ready', 30_000);
    expect(chat.items()).toEqual(before);
    chat.leave();
  });

  it('is let in with their token to their own chat only, and a member with theirs to none', async () => {
    const [shop, other] = [await StoryWorkspace.open(application), await StoryWorkspace.open(application)];
    for (const one of [shop, other]) await one.set('connectors/site', { kind: 'web' });
    await shop.set('connectors/second', { kind: 'web' });
    const jo = await ChatClient.enter(application.channelUrl, shop.id, 'site');
    const message = { clientMessageId: 'message-1', text: 'I want a human' };
    const { conversationId } = (await jo.post('messages', message)).body;
    const strangers = [
      await ChatClient.enter(application.channelUrl, shop.id, 'site'),
      await ChatClient.enter(application.channelUrl, shop.id, 'second'),
      await ChatClient.enter(application.channelUrl, other.id, 'site'),
    ];
    for (const stranger of strangers) {
      const form = { conversationId, details: { phone: '12345' } };
      expect(await stranger.post('forms', form)).toMatchObject({ status: 404 });
      expect(await stranger.post('receipts', { conversationId, messageIds: [] })).toMatchObject({ status: 404 });
    }
    const ask = (url: string, token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
    for (const path of ['/v1/queue', '/v1/me/notifications', `/v1/conversations/${conversationId}`, '/v1/live'])
      expect((await ask(`${application.url}${path}`, jo.token)).status).toBe(401);
    const member = { workspaceId: shop.id, kind: 'member', id: shop.members.ada, role: 'operator' } as const;
    const token = await application.tokenFor(member);
    expect((await ask(`${application.channelUrl}/chat/events`, token)).status).toBe(401);
    expect((await jo.post('messages', { clientMessageId: 'message-2', text: 'x' }, token)).status).toBe(401);
  });
});
