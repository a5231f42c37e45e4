import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordDelivery } from '#domain';
import { ask, createViewsDatabase, show, type ViewsDatabase } from '../../test/database.js';
import { histories } from '../../test/random-history.js';
import { RecordedLog } from '../../test/recorded-log.js';
import { Story, ada, workspaceIds } from '../../test/story.js';
import { changesAfter } from '../live/live-changes.js';
import { queuePage } from '../queue/queue-queries.js';
import { queue } from '../queue/queue-view.js';
import { timelinePage } from '../timeline/timeline-queries.js';
import { foldFromZero } from '../view/fold.js';
import { parseAsOf } from './as-of.js';
import { conversationAsOf } from './conversation-as-of.js';
import { pastTimelinePage } from './past-timeline.js';
import { queueAsOf } from './queue-as-of.js';

let database: ViewsDatabase;
const [mine, other] = workspaceIds;

const story = new Story();
const told = story.conversation(0, 'c', 'k').says('hello').wait(10).agentSays('hi').wait(10);
const beforeHandoff = story.at;
told.wait(10).says('a person', { asks: true }).wait(10);
const waiting = story.events.at(-1)!.position;
told.claims(ada).wait(10).memberSays(ada, 'here').wait(10).closes(ada);
story.conversation(0, 'd', 'k2').says('x').asksForPeople('urgent');
const answered = story.conversation(0, 'f', 'k3').says('ping').agentSays('pong');
const ping = answered.state.firstMessageId!;
for (const [messageId, status] of [
  [ping, 'failed'],
  [ping, 'sent'],
  ['a notice', 'sent'],
  ['a notice', 'failed'],
] as const)
  answered.does((state, context) => recordDelivery(state, { messageId, status, code: 'c' }, context));
const log = new RecordedLog([...story.events]);

beforeAll(async () => {
  database = await createViewsDatabase();
  await show(database, story.events);
});

afterAll(() => database.drop());

describe('time travel', () => {
  it('shows a conversation as it was: who had it, what stood in it, who could answer', async () => {
    const then = await conversationAsOf(log, mine, 'c', { time: beforeHandoff });
    expect(then).toMatchObject({
      conversation: { status: 'ai', messages: 2 },
      mayAnswer: { kind: 'ai_agent', id: 'front0' },
    });
    expect(then!.timeline.map(({ kind }) => kind)).toEqual(['started', 'message', 'message']);
    const later = await conversationAsOf(log, mine, 'c', { position: waiting });
    expect(later).toMatchObject({
      conversation: { status: 'waiting' },
      mayAnswer: { kind: 'nobody' },
      modes: [{ mode: 'human' }],
      queue: { waiting: true },
      handoffs: [{ number: 1, receivedAt: null, outcome: null }],
    });
    const now = await conversationAsOf(log, mine, 'c', { position: story.events.at(-1)!.position });
    expect(now).toMatchObject({ conversation: { status: 'closed' }, queue: null, handoffs: [{ outcome: 'closed' }] });
  });

  it('tells the timeline of now as the view of it does, with what became of messages and of notices', async () => {
    const past = await conversationAsOf(log, mine, 'f', { position: story.events.at(-1)!.position });
    for (const direction of ['asc', 'desc'] as const)
      await ask(database, mine, async (reader) => {
        const live = await timelinePage(reader, 'f', { direction });
        expect(pastTimelinePage(reader, past!, { direction })).toEqual(live);
        expect(live.items.filter(({ kind }) => kind === 'delivery')).toMatchObject([{ details: { status: 'failed' } }]);
        expect(live.items.find(({ itemId }) => itemId === ping)?.delivery?.status).toBe('failed');
      });
  });

  it('knows nothing of other workspaces, nor of conversations that had not begun', async () => {
    expect(await conversationAsOf(log, other, 'c', { position: waiting })).toBeUndefined();
    expect(await conversationAsOf(log, mine, 'd', { position: waiting })).toBeUndefined();
  });

  it('shows the queue as it was', async () => {
    const then = await ask(database, mine, (reader) => queueAsOf(log, reader, { position: waiting }));
    expect(then).toMatchObject({ count: 1, items: [{ conversationId: 'c' }] });
    const now = await ask(database, mine, queuePage);
    const asOfNow = await ask(database, mine, (reader) => queueAsOf(log, reader, { time: story.at }));
    expect(asOfNow.items.map((row) => row.conversationId)).toEqual(now.items.map((row) => row.conversationId));
  });

  it('shows the queue of a position also where an event of no concern to us stands, and of the very first one', async () => {
    const foreign = { ...story.events[0]!, stream: 'elsewhere-1', position: waiting + 1n };
    const among = new RecordedLog([...story.events, foreign].sort((a, b) => (a.position < b.position ? -1 : 1)));
    const then = await ask(database, mine, (reader) => queueAsOf(among, reader, { position: waiting + 1n }));
    expect(then).toMatchObject({ count: 1, items: [{ conversationId: 'c' }] });
    const refusing = Object.assign(new RecordedLog([...story.events]), {
      readAll: (options: Parameters<RecordedLog['readAll']>[0]) => {
        if (options.after !== undefined && options.after < 0n) throw new RangeError('the log has no such position');
        return log.readAll(options);
      },
    });
    expect(await ask(database, mine, (reader) => queueAsOf(refusing, reader, { position: 0n }))).toMatchObject({
      count: 0,
    });
  });

  it('refuses a position beyond the head, and what is no moment', async () => {
    const beyond = { position: story.events.at(-1)!.position + 1n };
    await expect(conversationAsOf(log, mine, 'c', beyond)).rejects.toMatchObject({ code: 'position_beyond_head' });
    await expect(ask(database, mine, (reader) => queueAsOf(log, reader, beyond))).rejects.toMatchObject({
      code: 'position_beyond_head',
    });
    for (const text of ['yesterday', '-1', '2026-11-20', '1e9', ''])
      expect(() => parseAsOf(text)).toThrow(expect.objectContaining({ code: 'as_of_invalid' }));
    expect(parseAsOf('42')).toEqual({ position: 42n });
    const now = new Date('2026-11-20T07:00:00.000Z');
    expect(parseAsOf('2026-11-20T08:00:00+01:00', now)).toEqual({ time: '2026-11-20T07:00:00.000Z' });
    expect(() => parseAsOf('2026-11-20T07:00:00.001Z', now)).toThrow(
      expect.objectContaining({ code: 'moment_to_come' }),
    );
  });

  it('applies today’s erasures to the past', async () => {
    const erased = new Story();
    const talk = erased.conversation(0, 'e', 'gone').says('my secret').agentSays('ok');
    const before = erased.events.at(-1)!.position;
    talk.isErased();
    const then = await conversationAsOf(new RecordedLog(erased.events), mine, 'e', { position: before });
    expect(then).toMatchObject({ conversation: { status: 'ai', lastText: null } });
    expect(JSON.stringify(then)).not.toContain('secret');
  });

  it('gives at every position of any history the queue that stood there', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(), async (events, pick) => {
        const { position } = events[pick % events.length]!;
        const past = new RecordedLog(events);
        const rows = foldFromZero(
          queue,
          events.filter((stored) => stored.position <= position),
        );
        for (const row of rows) {
          const then = await conversationAsOf(past, row.workspaceId, row.conversationId, { position });
          expect(then?.queue).toMatchObject({ waiting: row.waiting, queuedAt: row.queuedAt, teamId: row.teamId });
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the live feed', () => {
  it('tells every change once, in order, and which lists it moves; and goes on from any place', async () => {
    const all = await ask(database, mine, (reader) => changesAfter(reader, { after: -1n }));
    expect(all).toMatchObject({ more: false, position: story.events.at(-1)!.position });
    expect(all.changes.find(({ item }) => item.type === 'Claimed')!.touches).toEqual(['queue', 'inbox', 'timeline']);
    const pieces: string[] = [];
    for (let after = -1n, more = true; more;) {
      const piece = await ask(database, mine, (reader) => changesAfter(reader, { after, limit: 2 }));
      pieces.push(...piece.changes.map(({ position }) => position));
      ({ position: after, more } = piece);
    }
    expect(pieces).toEqual(all.changes.map(({ position }) => position));
    const conversations = new Set(story.events.filter(({ stream }) => stream.startsWith('conversation-')));
    expect(pieces).toEqual([...conversations].map(({ position }) => String(position)));
  });

  it('does not pass over what a timeline that waits to be folded anew cannot show yet', async () => {
    const owner = await database.asOwner();
    const { events } = story;
    const [shown, last] = [events[events.length - 4]!.position, events.at(-1)!.position];
    const stand = (version: string, position: bigint) =>
      owner.query(`update views.checkpoint set version = ${version}, position = $1 where projection = 'timeline'`, [
        String(position),
      ]);
    const seen = () => ask(database, mine, (reader) => changesAfter(reader, { after: shown }));
    await stand('version - 1', shown);
    expect(await seen()).toEqual({ changes: [], position: shown, more: false });
    await stand('version + 1', last);
    expect((await seen()).changes).toHaveLength(3);
  });

  it('tells nothing of another workspace', async () => {
    const elsewhere = await ask(database, other, (reader) => changesAfter(reader, { after: -1n }));
    expect(elsewhere.changes).toEqual([]);
  });
});
