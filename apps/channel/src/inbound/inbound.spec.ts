import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { newSecret, sign } from '#messaging';
import { Messenger } from '../../../../test/parts/messenger.js';
import { startChannel, type RunningChannel } from '../../test/running-channel.js';

let channel: RunningChannel;
let messenger: Messenger;
let secret: string;

beforeAll(async () => {
  channel = await startChannel();
  messenger = await Messenger.start();
  secret = await channel.connect({ kind: 'webhook', url: messenger.url, settings: { contactForm: 'text' } });
}, 60_000);
afterAll(async () => {
  await messenger.stop();
  await channel.stop();
});

interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly status?: string; readonly conversationId: string };
}

async function post(body: string | Buffer, headers: Record<string, string>, path = 'sms'): Promise<Answer> {
  const answer = await fetch(`${channel.url}/inbound/${channel.workspaceId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const message = (change: object = {}) => ({
  type: 'message',
  data: { channelMessageId: randomUUID(), externalUserId: 'tom', text: 'Hello', ...change },
});

function send(envelope: unknown, id: string = randomUUID(), at = new Date()) {
  const body = JSON.stringify(envelope);
  return post(body, { ...sign([secret], id, body, at) });
}

const codeOf = ({ status, body }: Answer) => `${status} ${body.code ?? body.status ?? ''}`;

describe('a messenger', () => {
  it('brings a message, and again without any effect', async () => {
    const envelope = message();
    const first = await send(envelope, 'evt-1');
    expect(codeOf(first)).toBe('200 received');
    expect(codeOf(await send(envelope, 'evt-1'))).toBe('200 already_received');
    const again = await send(envelope, 'evt-2');
    expect(again.body.conversationId).toBe(first.body.conversationId);
    const events = await channel.events(first.body.conversationId);
    expect(events.filter(({ type }) => type === 'CustomerMessageReceived')).toHaveLength(1);
  });

  it('is told with a code why a request is refused, and nothing happens', async () => {
    const body = JSON.stringify(message());
    const now = new Date();
    const signed = { ...sign([secret], 'id-1', body, now) };
    expect(codeOf(await post(body, {}))).toBe('401 signature_missing');
    expect(codeOf(await post(body, { ...sign([newSecret()], 'id-1', body, now) }))).toBe('401 signature_invalid');
    expect(codeOf(await post(body.replace('Hello', 'Hallo'), signed))).toBe('401 signature_invalid');
    expect(codeOf(await post(body, { ...signed, 'webhook-id': 'id-2' }))).toBe('401 signature_invalid');
    const old = new Date(now.getTime() - 301_000);
    expect(codeOf(await post(body, { ...sign([secret], 'id-1', body, old) }))).toBe('401 timestamp_outside_window');
    const ahead = new Date(now.getTime() + 302_000);
    expect(codeOf(await post(body, { ...sign([secret], 'id-1', body, ahead) }))).toBe('401 timestamp_outside_window');
    expect(codeOf(await post(body, { ...signed, 'webhook-timestamp': 'now' }))).toBe('401 timestamp_outside_window');
    expect(codeOf(await post(body, signed, 'mail'))).toBe('404 no_such_channel');
    expect(codeOf(await post('x'.repeat(300 * 1024), signed))).toBe('413 body_too_large');
    expect(codeOf(await post(body, { ...signed, 'content-type': 'text/plain' }))).toBe('415 unsupported_media_type');
    expect(codeOf(await post(gzipSync(body), { ...signed, 'content-encoding': 'gzip' }))).toBe(
      '415 unsupported_encoding',
    );
  });

  it('is told what is wrong with a body that it signed', async () => {
    const bytes = async (body: Buffer) => {
      const { createHmac } = await import('node:crypto');
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      const mark = createHmac('sha256', key).update(`id-9.${timestamp}.`).update(body).digest('base64');
      return post(body, { 'webhook-id': 'id-9', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mark}` });
    };
    expect(codeOf(await bytes(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])))).toBe('400 malformed_encoding');
    expect(codeOf(await bytes(Buffer.from('{"type":')))).toBe('400 malformed_json');
    expect(codeOf(await bytes(Buffer.from('['.repeat(100_000))))).toBe('422 too_deep');
    expect(codeOf(await bytes(Buffer.from('[]')))).toBe('400 malformed_json');
    expect(codeOf(await send({ type: 'coup', data: {} }))).toBe('422 invalid_body');
    expect(codeOf(await send(message({ text: 7 })))).toBe('422 invalid_body');
    expect(codeOf(await send(message({ role: 'owner' })))).toBe('422 invalid_body');
    expect(codeOf(await send(message({ text: '' })))).toBe('422 empty_message');
    expect(codeOf(await send(message({ text: 'x'.repeat(20_000) })))).toBe('422 text_too_long');
    const evil = { id: 'a', name: 'a', mediaType: 'a', bytes: 1, url: 'javascript:alert(1)' };
    expect(codeOf(await send(message({ attachments: [evil] })))).toBe('422 invalid_body');
  });

  it('cannot reach the conversations of another channel', async () => {
    const { conversationId } = await channel.write('Hello', 'tom', 'other');
    const messageId = randomUUID();
    const status = { type: 'status', data: { conversationId, messageId, status: 'delivered' } };
    expect(codeOf(await send(status))).toBe('404 conversation_not_found');
  });

  it('tells what became of a message', async () => {
    const { body } = await send(message({ externalUserId: 'una' }));
    const messageId = randomUUID();
    const data = { conversationId: body.conversationId, messageId, status: 'delivered' };
    expect(codeOf(await send({ type: 'status', data }))).toBe('200 received');
    expect(await channel.sees(body.conversationId, 'DeliveryRecorded')).toEqual({ messageId, status: 'delivered' });
  });

  it('without a page for the form asks in text, and the answer is kept as details', async () => {
    const { body } = await send(message({ externalUserId: 'vera', text: 'I want a person' }));
    const { conversationId } = body;
    await channel.formDue(conversationId);
    await messenger.has(3);
    expect(messenger.arrived.findLast(({ data }) => data.kind === 'contact_form')!.data.text).toMatch(/phone number/);
    await send(message({ externalUserId: 'vera', text: 'still here?' }));
    await send(message({ externalUserId: 'vera', text: 'Call +44 20 7946 0958' }));
    const { details } = await channel.sees(conversationId, 'ContactFormSubmitted');
    expect(details).toEqual({ phone: '+44 20 7946 0958' });
    await send(message({ externalUserId: 'vera', text: 'or +44 20 7946 0959' }));
    const events = await channel.events(conversationId);
    expect(events.filter(({ type }) => type === 'ContactFormSubmitted')).toHaveLength(1);
  });

  it('brings nobody to people who cannot be told apart, and is shown the way to leave details', async () => {
    const { body } = await send(message({ externalUserId: undefined, threadId: 'chat-9', text: 'I want a person' }));
    await channel.sees(body.conversationId, 'NoticeSent', ({ kind }) => kind === 'contact_path');
    const sent = messenger.arrived.find(({ data }) => data.kind === 'contact_path')!;
    expect(sent.data.to).toEqual({ externalUserId: null, threadId: 'chat-9' });
  });
});
