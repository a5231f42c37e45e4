import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { CloseConversation } from '#commands';
import {
  createSubscription,
  deliveriesOfSubscription,
  findSubscription,
  newSecret,
  replayDelivery,
  rotateSubscriptionSecret,
  schedule,
  setSubscriptionState,
  testDelivery,
  type Delivery,
  type Subscription,
} from '#messaging';
import { until } from '../../../../test/parts/until.js';
import { startNotifier, type RunningNotifier } from '../../test/running-notifier.js';
import { SendWebhook, type SendWebhookParts } from './send-webhook.js';

interface Posted {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly type: string;
  readonly data: { readonly revision: string; readonly replay: boolean; readonly event: Record<string, unknown> };
}

let notifier: RunningNotifier;
let server: Server;
let url: string;
let posted: Posted[] = [];
let status = 200;

beforeAll(async () => {
  notifier = await startNotifier();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      posted.push({
        headers: request.headers as Record<string, string>,
        body,
        ...(JSON.parse(body) as object),
      } as Posted);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}, 60_000);
afterAll(async () => {
  await notifier.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  posted = [];
  status = 200;
});
let last: Pick<Subscription, 'workspaceId' | 'id'> | undefined;
afterEach(async () => {
  if (last !== undefined) await notifier.asApi((rows) => setSubscriptionState(rows, last!, 'paused'));
});

async function subscribe(given: Partial<Subscription> = {}) {
  const { workspaceId } = notifier.workspace;
  last = { workspaceId, id: randomUUID() };
  const whole = { ...last, url, description: 'CRM', types: [], personal: false, ...given };
  const secret = newSecret();
  await notifier.asApi((rows) => createSubscription(rows, notifier.box, whole, secret));
  return { of: last, secret };
}

async function has(count: number): Promise<readonly Posted[]> {
  for (const end = Date.now() + 10_000; posted.length < count; await pause(10))
    if (Date.now() > end) throw new Error(`${posted.length} of ${count}: ${posted.map(({ type }) => type).join(', ')}`);
  return posted;
}

const deliveries = (of: Pick<Subscription, 'workspaceId' | 'id'>) =>
  notifier.asApi((rows) => deliveriesOfSubscription(rows, of, { limit: 50 }));

async function settled(of: Pick<Subscription, 'workspaceId' | 'id'>) {
  for (;;) {
    const all = await deliveries(of);
    if (all.length > 0 && all.every(({ state, code }) => state !== 'waiting' || code === 'http_500')) return all;
    await pause(20);
  }
}

describe('a subscription', () => {
  it('hears of the types it named, signed, without what is personal', async () => {
    const { secret } = await subscribe({ types: ['CustomerMessageReceived', 'HandoffRequested'] });
    await notifier.workspace.write('I want a person');
    await has(2);
    const [message, handoff] = posted.sort((a, b) => Number(a.data.revision) - Number(b.data.revision));
    expect(posted.map(({ type }) => type)).toEqual(['CustomerMessageReceived', 'HandoffRequested']);
    new Webhook(secret).verify(message!.body, message!.headers);
    expect(message!.body).not.toMatch(/I want a person|sealed/);
    expect(handoff!.data.event).toMatchObject({ trigger: 'explicit_request', customerAsked: true });
  });

  it('hears everything, personal fields open, where it was made so', async () => {
    await subscribe({ personal: true, types: ['CustomerMessageReceived'] });
    await notifier.workspace.write('My number is 4711');
    const [message] = await has(1);
    expect(message!.data.event).toMatchObject({ text: 'My number is 4711' });
  });

  it('is signed with both secrets while one is changed', async () => {
    const { of, secret } = await subscribe({ types: ['ConversationStarted'] });
    const next = newSecret();
    await notifier.asApi((rows) => rotateSubscriptionSecret(rows, notifier.box, of, next));
    await notifier.workspace.write('Hello');
    const [one] = await has(1);
    for (const either of [secret, next]) new Webhook(either).verify(one!.body, one!.headers);
  });

  it('that fails is tried again under the same id, and every try can be seen', async () => {
    status = 500;
    const { of } = await subscribe({ types: ['ConversationStarted'] });
    await notifier.workspace.write('Hello');
    await has(1);
    const [waiting] = await settled(of);
    expect(waiting).toMatchObject({ state: 'waiting', code: 'http_500', attempts: 1 });
    expect(waiting!.dueAt!.getTime()).toBeGreaterThan(Date.now() + 2_000);
    status = 204;
    await has(2);
    expect(posted[0]!.headers['webhook-id']).toBe(posted[1]!.headers['webhook-id']);
  });

  it('that says it is gone, or leads where it may not, is disabled, and those who manage it are told', async () => {
    status = 410;
    const { of } = await subscribe({ types: ['ConversationStarted'] });
    await notifier.workspace.write('Hello');
    for (const end = Date.now() + 10_000; ; await pause(20)) {
      const told = await notifier.told(notifier.workspace.owner.id);
      if (told.some(({ kind, about }) => kind === 'webhook_disabled' && about.subscriptionId === of.id)) break;
      if (Date.now() > end) throw new Error('nobody was told');
    }
    const inside = await subscribe({ url: 'https://169.254.169.254/latest', types: ['ConversationStarted'] });
    await notifier.workspace.write('Hello');
    expect((await settled(inside.of))[0]).toMatchObject({ state: 'failed', code: 'target_not_allowed' });
    expect(await notifier.told(notifier.workspace.ada.id)).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ kind: 'webhook_disabled' })]),
    );
  });

  it('is not disabled without those who manage it being told, whatever fails meanwhile', async () => {
    const { of } = await subscribe();
    const { platform, pool, box, workspace } = notifier;
    let failures = 1;
    const now = () => {
      if (failures-- > 0) throw new Error('away');
      return platform.clock.now();
    };
    await notifier.prefer(workspace.owner.id, { webhook: url });
    const parts = { platform: { ...platform, clock: { now } }, pool, box } as unknown as SendWebhookParts;
    const { settle } = new SendWebhook(parts);
    const given = { id: randomUUID(), workspaceId: of.workspaceId, target: of.id, payload: {} } as Delivery;
    const gone = { state: 'failed', code: 'http_410' } as const;
    await expect(settle(given, gone)).rejects.toThrow('away');
    await settle(given, gone);
    const told = await notifier.told(workspace.owner.id);
    expect(told.filter(({ about }) => about.subscriptionId === of.id)).toHaveLength(1);
    const [post] = await has(1);
    expect(post).toMatchObject({ type: 'notification.webhook_disabled', data: { about: { code: 'http_410' } } });
    await notifier.prefer(workspace.owner.id, {});
  });

  it('is not disabled for one event that it refuses while it takes others', async () => {
    const { of } = await subscribe({ types: ['ContactErased'] });
    const { pool, box, platform } = notifier;
    const { settle } = new SendWebhook({ platform, pool, box } as unknown as SendWebhookParts);
    const createdAt = new Date(Date.now() - 3_600_000);
    const refused = {
      id: randomUUID(),
      workspaceId: of.workspaceId,
      target: of.id,
      createdAt,
      payload: {},
    } as Delivery;
    const state = async () => (await notifier.asApi((rows) => findSubscription(rows, box, of)))?.state;
    await schedule(pool, [testDelivery(of)]);
    await has(1);
    await until('it is noted', 5_000, async () => (await deliveries(of))[0]?.state === 'sent');
    await settle(refused, { state: 'failed', code: 'http_400' });
    expect(await state()).toBe('active');
    await settle({ ...refused, createdAt: new Date(Date.now() + 1_000) }, { state: 'failed', code: 'http_400' });
    expect(await state()).toBe('disabled');
  });

  it('keeps what waits while it is paused for as long as that takes', async () => {
    const { of } = await subscribe({ types: ['ContactErased'] });
    await notifier.asApi((rows) => setSubscriptionState(rows, of, 'paused'));
    const { platform, pool, box } = notifier;
    const { perform } = new SendWebhook({ platform, pool, box } as unknown as SendWebhookParts);
    const payload = { stream: `contact-${randomUUID()}`, revision: '0', type: 'ContactErased', replay: false };
    const given = { id: randomUUID(), workspaceId: of.workspaceId, target: of.id, attempts: 7, payload } as unknown;
    const tried = await perform(given as Delivery, new AbortController().signal);
    expect(tried).toMatchObject({ state: 'held', code: 'paused' });
  });

  it('is sent nothing while it is paused, and what it missed by replay, under the ids it would have had', async () => {
    const { of } = await subscribe({ types: ['ConversationStarted', 'ConversationClosed'] });
    const first = await notifier.workspace.write('Hello');
    await has(1);
    await notifier.asApi((rows) => setSubscriptionState(rows, of, 'paused'));
    const by = { kind: 'system', outcome: 'abandoned' } as const;
    await notifier.run(new CloseConversation(first.conversationId, { by }, notifier.workspace.issue()));
    await pause(300);
    expect(posted).toHaveLength(1);
    await notifier.asApi((rows) => setSubscriptionState(rows, of, 'active'));
    await schedule(notifier.pool, [replayDelivery(of, -1n)]);
    for (const end = Date.now() + 10_000; !posted.some(({ type }) => type === 'ConversationClosed'); await pause(20))
      if (Date.now() > end) throw new Error('no replay');
    const id = posted[0]!.headers['webhook-id'];
    expect(posted.slice(1).some(({ headers, data }) => headers['webhook-id'] === id && data.replay)).toBe(true);
  });

  it('can be tried out, whatever its types', async () => {
    const { of } = await subscribe({ types: ['ContactErased'] });
    await schedule(notifier.pool, [testDelivery(of)]);
    expect((await has(1))[0]!.type).toBe('handoff.test');
  });
});
