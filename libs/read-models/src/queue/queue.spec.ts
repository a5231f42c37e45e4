import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { Story, ada, ben, workspaceIds } from '../../test/story.js';
import { inboxCount, inboxPage } from '../inbox/inbox-queries.js';
import { queueCount, queuePage, queuePlace } from './queue-queries.js';

let database: ViewsDatabase;
const [mine, other] = workspaceIds;

/** Five conversations that wait: the third is urgent; and one of another workspace. */
const story = new Story();
const told = [0, 1, 2, 3, 4].map((n) => {
  const one = story.conversation(0, `c${n}`, `k${n}`).says(`hello ${n}`).wait(10);
  return one.asksForPeople(n === 2 ? 'urgent' : 'complaint', `reason ${n}`).wait(10);
});
story.conversation(1, 'elsewhere', 'k9').says('hi').asksForPeople();
// Taken and given back: it keeps its place. Taken and kept: it is gone.
told[0]!.claims(ada).wait(5).releases(ada);
told[3]!.claims(ben);

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events);
});

afterAll(() => database.drop());

describe('the queue', () => {
  it('shows what waits by priority, then by original queue time, each with the conversation it is about', async () => {
    const { items, next } = await ask(database, mine, queuePage);
    expect(items.map(({ conversationId }) => conversationId)).toEqual(['c2', 'c0', 'c1', 'c4']);
    expect(next).toBeNull();
    expect(items[0]).toMatchObject({
      priority: 1,
      trigger: 'agent_decision',
      reasonCode: 'urgent',
      reasonText: 'reason 2',
      fromName: 'front0',
      conversation: { channel: 'web', lastText: 'hello 2', status: 'waiting' },
    });
  });

  it('has a badge, and gives each conversation its place', async () => {
    expect(await ask(database, mine, queueCount)).toBe(4);
    expect(await ask(database, mine, (reader) => queueCount(reader, 'team'))).toBe(0);
    expect((await ask(database, mine, (reader) => queuePlace(reader, 'c1')))?.position).toBe(3);
    expect(await ask(database, mine, (reader) => queuePlace(reader, 'c3'))).toBeUndefined();
  });

  it('is of one workspace: nothing of another is seen, counted or found', async () => {
    expect((await ask(database, other, queuePage)).items.map((row) => row.conversationId)).toEqual(['elsewhere']);
    expect(await ask(database, other, queueCount)).toBe(1);
    expect(await ask(database, other, (reader) => queuePlace(reader, 'c1'))).toBeUndefined();
  });

  it('shows nothing to a connection that has named no workspace', async () => {
    expect(await database.api.query('select count(*)::integer as count from views.queue')).toEqual([{ count: 0 }]);
  });

  it('comes in pages that follow one another without gap or repetition', async () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask(database, mine, (reader) =>
        queuePage(reader, { limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
      );
      ids.push(...page.items.map(({ conversationId }) => conversationId));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(ids).toEqual(['c2', 'c0', 'c1', 'c4']);
  });

  it('refuses cursors of another query, filter or workspace, and those that were changed', async () => {
    const { next } = await ask(database, mine, (reader) => queuePage(reader, { limit: 1 }));
    const refused = { code: 'cursor_invalid', kind: 'invalid' };
    const cursor = next!;
    const asked = (workspaceId: string, request: object) =>
      ask(database, workspaceId, (reader) => queuePage(reader, request));
    await expect(asked(mine, { cursor, teamId: 'team' })).rejects.toMatchObject(refused);
    await expect(asked(other, { cursor })).rejects.toMatchObject(refused);
    await expect(asked(mine, { cursor: `A${cursor.slice(1)}` })).rejects.toMatchObject(refused);
    await expect(asked(mine, { cursor: 'nonsense' })).rejects.toMatchObject(refused);
    await expect(ask(database, mine, (reader) => inboxPage(reader, 'ada', { cursor }))).rejects.toMatchObject(refused);
  });

  it('refuses limits and filters it does not have, rather than show something else', async () => {
    const asked = (request: object) => ask(database, mine, (reader) => queuePage(reader, request));
    for (const limit of [0, 201, 1.5, Number.NaN])
      await expect(asked({ limit })).rejects.toMatchObject({ code: 'limit_invalid' });
    await expect(asked({ team: 'team' })).rejects.toMatchObject({
      code: 'filter_unknown',
      facts: { unknown: ['team'] },
    });
  });
});

describe('the estimated wait', () => {
  it('is the pace of the last claims times the place; there is none without a pace', async () => {
    const fresh = await createViewsDatabase();
    const recent = new Story();
    recent.now = Date.now() - 600_000;
    const wait = (id: string) => recent.conversation(0, id, `k-${id}`).says('hello').asksForPeople();
    wait('first');
    wait('second');
    await show(fresh, recent.events);
    const place = (id: string) => ask(fresh, mine, (reader) => queuePlace(reader, id));
    expect(await place('second')).toEqual({ position: 2, estimatedWaitSeconds: null });
    const before = recent.events.length;
    // Claimed at 60 s, 120 s and 180 s; both who waited still wait.
    for (const id of ['x', 'y', 'z']) wait(id).wait(60).claims(ada);
    await show(fresh, recent.events.slice(before));
    expect(await place('first')).toEqual({ position: 1, estimatedWaitSeconds: 60 });
    expect(await place('second')).toEqual({ position: 2, estimatedWaitSeconds: 120 });
    await fresh.drop();
  });
});

describe('the inbox', () => {
  it('holds what is assigned to a member and nothing else', async () => {
    const inbox = await ask(database, mine, (reader) => inboxPage(reader, 'ben'));
    expect(inbox.items.map(({ conversationId, assigneeName }) => [conversationId, assigneeName])).toEqual([
      ['c3', 'Ben'],
    ]);
    expect(await ask(database, mine, (reader) => inboxCount(reader, 'ada'))).toBe(0);
  });
});
