import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStream } from '../parts/event-stream.js';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { StoryWorkspace, type PersonName } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';

let application: StoryApplication;

beforeAll(async () => {
  application = await startStoryApplication();
}, 90_000);
afterAll(() => application.stop());

interface Notified {
  readonly id: string;
  readonly kind: string;
  readonly step: string | null;
  readonly conversationId: string;
}

/** What a member's list holds of a conversation, oldest first. */
async function listOf(shop: StoryWorkspace, who: PersonName, conversationId: string): Promise<readonly Notified[]> {
  const { body } = await shop.send('get', who, '/v1/me/notifications');
  const all = body['notifications'] as readonly Notified[];
  return all.filter((one) => one.conversationId === conversationId).reverse();
}

async function follow(shop: StoryWorkspace, who: PersonName): Promise<EventStream> {
  const principal = { workspaceId: shop.id, kind: 'member', id: shop.members[who], role: 'operator' } as const;
  const stream = await EventStream.open(`${application.url}/v1/live`, await application.tokenFor(principal));
  await stream.next();
  return stream;
}

/** The next notification that a stream tells. */
async function notification(stream: EventStream): Promise<Notified> {
  for (;;) {
    const told = await stream.next();
    if (told === undefined) throw new Error('the stream has ended');
    if (told.event === 'notification') return told.data as unknown as Notified;
  }
}

describe('a customer who waits', () => {
  it('is told to all members, those who are not there too, once each; it stands on the timeline (row 53)', async () => {
    const shop = await StoryWorkspace.open(application);
    const ada = await follow(shop, 'ada');
    const asked = await shop.write('Can I talk to a real person?', 'waiting');
    const { conversationId } = asked.body;
    expect(await notification(ada)).toMatchObject({ kind: 'waiting', conversationId });
    ada.close();
    // Nobody but Ada has ever signed in.
    for (const who of ['olga', 'sofia', 'ada', 'ben'] as const)
      expect(await listOf(shop, who, conversationId)).toMatchObject([{ kind: 'waiting', step: 'step 0' }]);
    await until('it stands on the timeline', 10_000, async () => {
      const notices = await shop.timeline(asked, 'NoticeSent');
      return notices.some(({ details }) => details?.['kind'] === 'members_notified') ? true : undefined;
    });
    const { body } = await shop.see('paul', `/v1/conversations/${conversationId}/notifications`);
    const told = (body['notifications'] as { memberId: string }[]).map(({ memberId }) => memberId);
    const members = Object.values(shop.members);
    expect([told.length, new Set(told)]).toEqual([members.length, new Set(members)]);
  });

  it('reaches the members whom it concerns live, each through their own stream and once', async () => {
    const shop = await StoryWorkspace.open(application);
    const [ada, ben] = [await follow(shop, 'ada'), await follow(shop, 'ben')];
    const { conversationId } = (await shop.write('I want a human', 'live')).body;
    const [forAda, forBen] = [await notification(ada), await notification(ben)];
    expect(forAda).toMatchObject({ kind: 'waiting', conversationId });
    expect(forBen.id).not.toBe(forAda.id);
    expect((await listOf(shop, 'ada', conversationId)).map(({ id }) => id)).toEqual([forAda.id]);
    await shop.acted('ada', conversationId, 'claim');
    await shop.write('Hello?', 'live');
    expect(await notification(ada)).toMatchObject({ kind: 'message', conversationId });
    await shop.acted('ada', conversationId, 'close', { outcome: 'resolved' });
    // What comes next for Ben is another customer: of Ada's he heard nothing.
    const other = (await shop.write('I want a human', 'another')).body;
    expect(await notification(ben)).toMatchObject({ kind: 'waiting', conversationId: other.conversationId });
    ada.close();
    ben.close();
  });

  it('is no secret told to other workspaces', async () => {
    const [shop, other] = [await StoryWorkspace.open(application), await StoryWorkspace.open(application)];
    const stranger = await follow(other, 'ada');
    await shop.write('I want a human', 'theirs');
    const { conversationId } = (await other.write('I want a human', 'ours')).body;
    expect(await notification(stranger)).toMatchObject({ conversationId });
    stranger.close();
  });
});
