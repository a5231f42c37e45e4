import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { kafkaClient } from '#messaging';
import type { ConversationEvent } from '#domain';
import { diePoints } from '../parts/die-at.js';
import { MailServer } from '../parts/mail-server.js';
import { Messenger } from '../parts/messenger.js';
import { startStoryProcesses } from '../parts/story-processes.js';
import { StoryWorkspace } from '../parts/story-workspace.js';
import { until } from '../parts/until.js';
import { everythingAgain } from './parts/everything-again.js';

const restMs = 60_000;
const customers = 5;

let application: Awaited<ReturnType<typeof startStoryProcesses>>;
let pool: Pool;
let mail: MailServer;
let messenger: Messenger;
let subscriber: Messenger;
let shop: StoryWorkspace;
/** How often a service was killed so far. */
let crashes = 0;

beforeAll(async () => {
  [mail, messenger, subscriber] = await Promise.all([MailServer.start(), Messenger.start(), Messenger.start()]);
  application = await startStoryProcesses({ HANDOFF_SMTP_URL: mail.url, HANDOFF_MAIL_FROM: 'handoff@example.org' });
  pool = new Pool({ connectionString: application.databaseUrl, max: 2 }).on('error', () => undefined);
  shop = await StoryWorkspace.open(application);
  await shop.set('connectors/sms', { kind: 'webhook', url: messenger.url });
  // Nothing but what the stories do: no form for those who wait.
  await shop.set('wait-policy', { steps: [{ kind: 'notify', afterSeconds: 0 }] });
  for (const who of ['ada', 'ben'] as const)
    await shop.send('put', who, '/v1/me/notification-preferences', { email: `${who}@example.org` });
  const hook = { url: subscriber.url, types: ['HandoffRequested'] };
  expect((await shop.send('post', 'olga', '/v1/webhooks', hook)).status).toBe(200);
});
afterAll(async () => {
  await pool.end();
  await application.stop();
  await Promise.all([mail.stop(), messenger.stop(), subscriber.stop()]);
});

/** Customers ask for a person; nobody comes yet. @returns their conversations */
async function ask(): Promise<string[]> {
  const asked = Array.from({ length: customers }, () => shop.write('I want a human', randomUUID(), { channel: 'sms' }));
  return (await Promise.all(asked)).map(({ body }) => body.conversationId);
}

async function serve(conversationId: string): Promise<void> {
  await shop.acted('ada', conversationId, 'claim');
  await shop.acted('ada', conversationId, 'replies', { text: 'Ada here.' });
  await shop.acted('ada', conversationId, 'close', { outcome: 'resolved' });
}

const worksOf = { channel: ['channel', 'turns'], notifier: ['notify', 'mail', 'member-webhook', 'webhook'] };

/** Waits for the death of a service, and starts it again as if the time that others wait for it were over. */
async function killed(name: 'channel' | 'notifier', gone: Promise<string | null>): Promise<void> {
  expect(await gone).toBe('SIGKILL');
  crashes += 1;
  await pool.query(
    `update messaging.delivery set leased_until = now() where work = any($1) and leased_until is not null`,
    [worksOf[name]],
  );
  await application.restart(name);
}

/** Waits until everything was heard and nothing is left to send. */
async function rest(conversations: readonly string[], kinds: number): Promise<void> {
  await until('everything is out', restMs, async () => {
    const { rows } = await pool.query<{ left: number; sent: number; told: number }>(
      `select count(*) filter (where state = 'waiting')::int as left,
         count(*) filter (where work = 'channel' and code = 'http_200' and payload ->> 'stream' = any($1))::int as sent,
         count(*) filter (where work = 'notify' and payload ->> 'stream' = any($1) and state <> 'waiting')::int as told
       from messaging.delivery`,
      [conversations.map((id) => `conversation-${id}`)],
    );
    const { left, sent, told } = rows[0]!;
    return left === 0 && sent >= conversations.length * kinds && told >= conversations.length ? true : undefined;
  });
}

/** Inside once: facts in the log, and rows; outside each thing at least once, and once more for a crash at most. */
async function holds(conversations: readonly string[]): Promise<void> {
  for (const id of conversations) {
    const stored = await application.log.readStream(`conversation-${id}`);
    const events = stored.map(({ event }) => event as ConversationEvent);
    const notices = events.flatMap((event) => (event.type === 'NoticeSent' ? [event.data.noticeId] : []));
    const outcomes = events.flatMap((event) => (event.type === 'DeliveryRecorded' ? [event.data.messageId] : []));
    expect([notices.length, outcomes.length]).toEqual([new Set(notices).size, new Set(outcomes).size]);
    expect(events.filter((event) => event.type === 'DeliveryRecorded' && event.data.status === 'failed')).toEqual([]);
    const arrived = messenger.arrived.filter(({ data }) => data.conversationId === id).map(({ data }) => data);
    // One after another: a thing may come twice, and nothing after its successor.
    const inOrder = arrived.filter(({ id: one }, i) => one !== arrived[i - 1]?.id);
    expect(inOrder.map(({ id: one }) => one)).toEqual([...new Set(arrived.map(({ id: one }) => one))]);
  }
  const { rows } = await pool.query<{ twice: number }>(
    `select count(*)::int as twice from (select handoff_id, member_id, step from messaging.notification
       where kind = 'waiting' group by 1, 2, 3 having count(*) > 1) as doubled`,
  );
  expect(rows[0]!.twice).toBe(0);
  const outside = [
    ...messenger.arrived.map(({ headers }) => headers['webhook-id']!),
    ...subscriber.arrived.map(({ headers }) => headers['webhook-id']!),
    ...mail.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)![1]!),
  ];
  const often = new Map<string, number>();
  for (const id of outside) often.set(id, (often.get(id) ?? 0) + 1);
  for (const times of often.values()) expect(times).toBeLessThanOrEqual(2);
  // Only what was in hand when a process died can come again; a customer's lane has one thing in hand.
  const again = outside.length - often.size;
  expect(again).toBeLessThanOrEqual(crashes * customers * 2);
  process.stdout.write(`${crashes} crashes: ${often.size} things outside, ${again} of them twice\n`);
}

describe('a service that is killed', () => {
  it.each(diePoints)('%s: the channel tells customers everything, in order', async (point) => {
    await application.services.channel.stop();
    const dying = await application.restart('channel', { point, passage: 3 });
    const conversations = await ask();
    await Promise.all(conversations.map(serve));
    await killed('channel', dying.gone);
    // The notice, who joined, what they wrote, the end.
    await rest(conversations, 4);
    await holds(conversations);
  });

  it.each(diePoints)('%s: the notifier tells members and subscribers everything', async (point) => {
    await application.services.notifier.stop();
    const [mails, hooks] = [mailIds().size, subscriber.arrived.length];
    const dying = await application.restart('notifier', { point, passage: 3 });
    const conversations = await ask();
    await killed('notifier', dying.gone);
    await rest(conversations, 1);
    await holds(conversations);
    expect(mailIds().size - mails).toBe(customers * 2);
    expect(subscriber.arrived.length - hooks).toBeGreaterThanOrEqual(customers);
  });
});

const mailIds = () => new Set(mail.mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)![1]!));

it('tells nothing again when everything comes again, in any order', async () => {
  const before = [messenger.arrived.length, subscriber.arrived.length, mail.mails.length];
  const facts = await application.head();
  const kafka = kafkaClient({ brokers: application.brokers, clientId: 'shuffler' });
  const published = await everythingAgain(kafka, 'handoff.conversation.v1', 20_261_120);
  expect(published).toBeGreaterThan(crashes * customers * 4);
  // One more customer comes after all of it: when they are served, everything before them was heard.
  const last = (await shop.write('I want a human', randomUUID(), { channel: 'sms' })).body.conversationId;
  await serve(last);
  await rest([last], 4);
  await until('the others are heard', restMs, async () => {
    const admin = kafka.admin();
    await admin.connect();
    const lag = async (groupId: string) => {
      const [[offsets], ends] = await Promise.all([
        admin.fetchOffsets({ groupId, topics: ['handoff.conversation.v1'] }),
        admin.fetchTopicOffsets('handoff.conversation.v1'),
      ]);
      const done = new Map(offsets!.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      return ends.reduce((sum, { partition, high }) => sum + Math.max(0, Number(high) - (done.get(partition) ?? 0)), 0);
    };
    const left = (await lag('handoff.channel')) + (await lag('handoff.notifier')) + (await lag('handoff.webhooks'));
    await admin.disconnect();
    return left === 0 ? true : undefined;
  });
  await rest([last], 4);
  const { entries } = await application.log.readAll({
    after: facts,
    maxCount: 1_000,
    streamPrefixes: ['conversation-'],
  });
  expect(new Set(entries.map(({ stream }) => stream))).toEqual(new Set([`conversation-${last}`]));
  const news = messenger.arrived.slice(before[0]).filter(({ data }) => data.conversationId !== last);
  expect(news).toEqual([]);
  expect([subscriber.arrived.length - before[1]!, mail.mails.length - before[2]! <= 2]).toEqual([1, true]);
});
