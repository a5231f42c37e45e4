import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
}, 90_000);
afterAll(() => application.stop());

describe('how others are reached', () => {
  it('is set by those who manage the workspace, and shows a secret once', async () => {
    const shop = await StoryWorkspace.open(application);
    const path = '/v1/workspace/connectors/sms';
    const made = await shop.send('put', 'olga', path, { kind: 'webhook', url: 'https://messenger.example/in' });
    expect([made.status, made.body['secret']]).toEqual([200, expect.stringMatching(/^whsec_/)]);
    const again = await shop.send('put', 'olga', path, { kind: 'webhook', url: 'https://messenger.example/other' });
    expect([again.status, again.body['secret']]).toEqual([200, undefined]);
    expect((await shop.send('post', 'olga', `${path}/secret`)).body['secret']).not.toBe(made.body['secret']);
    expect((await shop.send('put', 'ada', path, { kind: 'web' })).status).toBe(403);
    expect((await shop.send('delete', 'olga', path)).status).toBe(200);
    expect((await shop.send('post', 'olga', `${path}/secret`)).status).toBe(404);
  });

  it('is each member’s own affair, and the list of what they were told theirs alone', async () => {
    const shop = await StoryWorkspace.open(application);
    const path = '/v1/me/notification-preferences';
    const wish = { email: 'ada@example.org', language: 'fr', byEmail: ['waiting'] };
    const preferred = await shop.send('put', 'ada', path, wish);
    expect(preferred.body).toMatchObject(wish);
    expect((await shop.send('put', 'ada', path, { ...wish, language: 'xx' })).status).toBe(422);
    expect((await shop.send('get', 'ben', path)).body).toMatchObject({ email: null, language: null });
    await shop.write('Can I talk to a real person?', 'jo');
    const told = await until('ben is told', 10_000, async () => {
      const { body } = await shop.send('get', 'ben', '/v1/me/notifications');
      return (body['notifications'] as { kind: string; place: string }[])[0];
    });
    expect(told.kind).toBe('waiting');
    expect((await shop.send('post', 'ben', '/v1/me/notifications/read', { upTo: told.place })).status).toBe(200);
  });

  it('by webhooks stays within the workspace; a target inside is refused and shows in the deliveries', async () => {
    const [shop, other] = [await StoryWorkspace.open(application), await StoryWorkspace.open(application)];
    const { body } = await shop.send('post', 'olga', '/v1/webhooks', { url: 'https://127.0.0.2:1/hook', types: [] });
    const hook = `/v1/webhooks/${String(body['id'])}`;
    for (const path of [`${hook}/test`, `${hook}/pause`, `${hook}/replay`, `${hook}/secret`])
      expect((await other.send('post', 'olga', path)).status).toBe(404);
    expect((await shop.send('post', 'olga', `${hook}/test`)).status).toBe(200);
    const delivery = await until('it was refused', 10_000, async () => {
      const answer = await shop.send('get', 'olga', `${hook}/deliveries`);
      const all = answer.body['deliveries'] as { state: string; code: string }[];
      return all.find(({ state }) => state === 'failed');
    });
    expect(delivery.code).toBe('target_not_allowed');
    expect((await shop.send('delete', 'olga', hook)).status).toBe(200);
  });
});
