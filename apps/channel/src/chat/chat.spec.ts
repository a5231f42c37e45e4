import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ClaimConversation, CloseConversation, OfferHandoff, ReplyAsMember } from '#commands';
import { bytesOf } from '#messaging';
import { ChatClient } from '../../../../test/parts/chat-client.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';

let channel: RunningChannel;
let secret: string;
const clients: ChatClient[] = [];

beforeAll(async () => {
  channel = await startChannel();
  secret = await channel.connect({ kind: 'web', channel: 'chat' });
}, 60_000);
afterAll(async () => {
  for (const client of clients) client.leave();
  await channel.stop();
});

async function visitor(body: object = {}): Promise<ChatClient> {
  const client = await ChatClient.enter(channel.url, channel.workspaceId, 'chat', body);
  clients.push(client);
  return client;
}

const says = (text: string) => ({ clientMessageId: randomUUID(), text });
const asAda = () => channel.issue({ kind: 'member', id: channel.ada.id });
const is = (name: string, value: string) => (shown: { data: Readonly<Record<string, unknown>> }) =>
  shown.data[name] === value;

describe('the web chat', () => {
  it('shows a conversation live and in order, each thing once, also after the connection was lost', async () => {
    const jo = await visitor();
    const { body } = await jo.post('messages', says('I want to talk to a person'));
    const { conversationId } = body;
    jo.listen();
    await jo.sees('that a person is looked for', is('notice', 'handoff'));
    await jo.sees('the place in the queue', ({ event }) => event === 'place');
    jo.leave();
    const last = jo.shown.findLast(({ id }) => id !== undefined)!.id;
    await channel.run(new ClaimConversation(conversationId, { member: channel.ada }, asAda()));
    jo.listen(last);
    await jo.sees('that Ada has joined', is('notice', 'joined'));
    const attachments = [{ id: 'a', name: 'bill.pdf', mediaType: 'application/pdf', bytes: 3, url: 'https://x.y/b' }];
    const hello = { member: channel.ada, text: '<script>alert(1)</script>', attachments };
    await channel.run(new ReplyAsMember(conversationId, hello, asAda()));
    await jo.sees('the answer', is('author', 'member'));
    expect(jo.items().map(({ author, notice, text }) => author ?? notice ?? text)).toEqual([
      'you',
      'handoff',
      'joined',
      'member',
    ]);
    expect(jo.items().at(-1)).toMatchObject({ name: 'Ada', text: '<script>alert(1)</script>', attachments });
    const state = jo.shown.findLast(({ event }) => event === 'state')!.data;
    expect(state).toMatchObject({ status: 'human', handler: { kind: 'member', name: 'Ada' } });
  });

  it('goes on with a fresh conversation after the end of one', async () => {
    const jo = await visitor();
    const first = await jo.post('messages', says('Hello'));
    jo.listen();
    await jo.sees('the message', is('author', 'you'));
    const by = { kind: 'system', outcome: 'abandoned' } as const;
    await channel.run(new CloseConversation(first.body.conversationId, { by }, asAda()));
    await jo.sees('the end', is('status', 'closed'));
    const second = await jo.post('messages', says('Hello again'));
    expect(second.body.conversationId).not.toBe(first.body.conversationId);
    await jo.sees('the new one', ({ event }) => event === 'closed');
    await jo.sees('the message in it', is('text', 'Hello again'));
  });

  it('takes answers to an offer, and a wish for a person before anything was said', async () => {
    const jo = await visitor();
    const { body } = await jo.post('messages', says('Hello'));
    const offer = { agentId: channel.agentId, epoch: 1 };
    await channel.run(new OfferHandoff(body.conversationId, offer, channel.issue()));
    jo.listen();
    const { data } = await jo.sees('the offer', is('notice', 'offer'));
    const { conversationId } = body;
    expect((await jo.post('offers', { conversationId, offerId: data.offerId, answer: 'yes' })).status).toBe(200);
    await channel.sees(conversationId, 'HandoffRequested', ({ trigger }) => trigger === 'offer_accepted');

    const kim = await visitor();
    const asked = await kim.post('person', {});
    await channel.sees(asked.body.conversationId, 'HandoffRequested', ({ customerAsked }) => customerAsked);
  });

  it('shows the form after the wait; what is left in it is kept once', async () => {
    const jo = await visitor();
    const { conversationId } = (await jo.post('person', {})).body;
    jo.listen();
    await channel.formDue(conversationId);
    const { data } = await jo.sees('the form', is('notice', 'contact_form'));
    const form = { conversationId, formId: data.formId, details: { name: 'Jo', phone: '' } };
    expect((await jo.post('forms', form)).body.code).toBe('invalid_details');
    const right = { ...form, details: { name: 'Jo', email: 'jo@example.org', phone: '' } };
    expect([(await jo.post('forms', right)).status, (await jo.post('forms', right)).status]).toEqual([200, 200]);
    await jo.sees('that it is done', ({ data }) => (data.formsDone as string[] | undefined)?.length === 1);
    const submitted = (await channel.events(conversationId)).filter(({ type }) => type === 'ContactFormSubmitted');
    expect(submitted).toMatchObject([{ data: { details: { name: 'Jo', email: 'jo@example.org' } } }]);
  });

  it('knows a user again for whom the host page vouches, and nobody else as them', async () => {
    const userSignature = createHmac('sha256', bytesOf(secret)).update('user-7').digest('hex');
    const one = await visitor({ userId: 'user-7', userSignature });
    const { conversationId } = (await one.post('messages', says('Hello'))).body;
    const other = await visitor({ userId: 'user-7', userSignature });
    expect((await other.post('messages', says('Me again'))).body.conversationId).toBe(conversationId);
    await expect(visitor({ userId: 'user-8', userSignature })).rejects.toThrow('401 user_not_vouched_for');
    await expect(visitor({ userId: 'user-7' })).rejects.toThrow('401 user_not_vouched_for');
  });

  it('opens no conversation of somebody else, and nothing without a token', async () => {
    const jo = await visitor();
    const { conversationId } = (await jo.post('messages', says('Hello'))).body;
    const kim = await visitor();
    const theirs = [
      await kim.post('offers', { conversationId, offerId: randomUUID(), answer: 'yes' }),
      await kim.post('forms', { conversationId, details: { phone: '12345' } }),
    ];
    expect(theirs.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
      Array(2).fill('404 conversation_not_found'),
    );
    expect((await jo.post('messages', says('x'), `${jo.token.slice(0, -4)}AAAA`)).body.code).toBe('unauthenticated');
    expect((await fetch(`${channel.url}/chat/events`)).status).toBe(401);
    await expect(ChatClient.enter(channel.url, channel.workspaceId, 'sms')).rejects.toThrow('404 no_such_chat');
    await expect(ChatClient.enter(channel.url, randomUUID(), 'chat')).rejects.toThrow('404 no_such_chat');
  });

  it('says that messages have arrived: each once, of their own conversation, and of ours only', async () => {
    const jo = await visitor();
    const { conversationId } = (await jo.post('messages', says('I want a person'))).body;
    const member = channel.ada;
    const issue = () => channel.issue({ kind: 'member', id: member.id });
    await channel.run(new ClaimConversation(conversationId, { member }, issue()));
    await channel.run(new ReplyAsMember(conversationId, { member, text: 'Hello', attachments: [] }, issue()));
    const { messageId } = await channel.sees(conversationId, 'MemberReplied');
    const messageIds = [messageId, messageId, randomUUID()];
    for (let i = 0; i < 2; i += 1) expect((await jo.post('receipts', { conversationId, messageIds })).status).toBe(200);
    const other = await visitor();
    expect((await other.post('receipts', { conversationId, messageIds })).body.code).toBe('conversation_not_found');
    expect((await jo.post('receipts', { conversationId, messageIds: ['x'] })).body.code).toBe('invalid_body');
    const delivered = (await channel.events(conversationId)).filter(
      (event) => event.type === 'DeliveryRecorded' && event.data.status === 'delivered',
    );
    expect(delivered).toMatchObject([{ data: { messageId, status: 'delivered' } }]);
  });

  it('counts no window that went before it was answered', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const authorization = `Bearer ${(await visitor()).token}`;
        const { hostname, port } = new URL(channel.url);
        const asking = `GET /chat/events HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`;
        for (let i = 0; i < 20; i += 1)
          await new Promise<void>((resolve) => {
            const socket = connect(Number(port), hostname, () =>
              socket.write(asking, () => setTimeout(() => socket.resetAndDestroy(), i % 5)),
            );
            socket.on('error', () => undefined).on('close', () => resolve());
          });
        await pause(200);
        const gone = new AbortController();
        const { status } = await fetch(`${channel.url}/chat/events`, {
          headers: { authorization },
          signal: gone.signal,
        });
        gone.abort();
        return status;
      }),
    );
    expect(statuses).toEqual(Array(6).fill(200));
  });

  it('slows down who writes too fast', async () => {
    const jo = await visitor();
    const answers = await Promise.all(Array.from({ length: 40 }, () => jo.post('messages', { text: 7 })));
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['invalid_body', 'too_many_requests']));
  });
});

describe('a staging chat', () => {
  it('opens on staging channels only', async () => {
    await channel.connect({ kind: 'staging', channel: 'try' });
    await expect(ChatClient.enter(channel.url, channel.workspaceId, 'try')).rejects.toThrow('409 channel_not_staging');
  });
});

describe('the page', () => {
  const page = (name: string) => new URL(`../../page/${name}`, `file://${process.cwd()}/apps/channel/src/chat/`);

  it('is under 30 KiB with all that it loads, runs only our own script, and makes no markup of what people write', () => {
    const scripts = ['chat.mjs', 'chat-elements.mjs', 'chat-words.mjs'];
    const sizes = ['chat.html', 'chat.css', ...scripts].map((name) => statSync(page(name)).size);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(30 * 1024);
    for (const name of scripts)
      expect(readFileSync(page(name), 'utf8')).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('is served with a policy that lets nothing else run', async () => {
    const answer = await fetch(`${channel.url}/chat/${channel.workspaceId}/chat`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect((await fetch(`${channel.url}/chat/page/chat.mjs`)).headers.get('content-type')).toMatch(/javascript/);
    expect((await fetch(`${channel.url}/chat/${channel.workspaceId}/none`)).status).toBe(404);
  });
});

describe('the form behind a link', () => {
  it('shows what was typed as text, takes what is right, and knows its own links only', async () => {
    await channel.connect({ kind: 'web', channel: 'chat' });
    const { conversationId } = await channel.write('I want a person', 'user:lee', 'chat');
    await channel.formDue(conversationId);
    const { formId } = await channel.sees(conversationId, 'ContactFormRequested');
    const link = channel.formLink({ workspaceId: channel.workspaceId, conversationId, formId });
    expect(await (await fetch(link)).text()).toMatch(/How can we reach you.*<form method="post"/s);
    const german = await fetch(link, { headers: { 'accept-language': 'gsw, de-CH;q=0.9, en;q=0.8' } });
    expect(await german.text()).toMatch(/<html lang="de">.*Wie erreichen wir Sie/s);
    const submit = (fields: Record<string, string>, url = link) =>
      fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    const wrong = await submit({ name: '"><script>alert(1)</script>' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.not.stringContaining('<script>')]);
    expect((await submit({ phone: '12345' }, `${link.slice(0, -4)}AAAA`)).status).toBe(404);
    expect(await (await submit({ phone: '+44 20 7946 0958' })).text()).toMatch(/Thank you/);
    await channel.sees(conversationId, 'ContactFormSubmitted', ({ details }) => details?.phone === '+44 20 7946 0958');
  });
});
